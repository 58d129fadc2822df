/** What the pages of forms say. */
export const FORM_WORDS = {
  de: {
    self: 'Deutsch',
    labels: {
      company: 'Firma',
      name: 'Ihr Name',
      email: 'E-Mail-Adresse',
      phone: 'Telefon',
      postalCode: 'Postleitzahl',
      businessType: 'Art des Betriebs',
      message: 'Ihre Nachricht',
      consent: 'Einwilligung',
    },
    optional: 'freiwillig',
    choose: 'Keine Angabe',
    topic: 'Bitte leer lassen',
    consentHelp:
      'Freiwillig. Sie bekommen eine E-Mail, in der Sie die Einwilligung bestätigen; widerrufen können Sie sie jederzeit.',
    send: 'Absenden',
    privacy: 'Datenschutz',
    fault: 'Bitte prüfen',
    faults: 'Noch nicht abgeschickt. Bitte prüfen Sie:',
    missing: 'Bitte ausfüllen.',
    email: 'Bitte eine vollständige Adresse angeben, wie name@betrieb.de.',
    sent: 'Danke, Ihre Nachricht ist bei uns',
    sentText: 'Wir melden uns bei Ihnen.',
    sentConsent:
      'Haben Sie die Einwilligung angekreuzt, bestätigen Sie sie bitte über den Link in der E-Mail, die Sie von uns bekommen. Ist nach einigen Minuten keine da, sehen Sie bitte im Spam-Ordner nach.',
    unknown: 'Dieses Formular gibt es nicht',
    unknownText: 'Die Adresse ist unvollständig, oder das Formular ist nicht mehr im Netz.',
    often: 'Bitte später noch einmal',
    oftenText:
      'Von Ihrem Anschluss kam dieses Formular gerade sehr oft. Diese Nachricht ist nicht abgeschickt; gehen Sie zurück und versuchen Sie es in fünf Minuten noch einmal.',
  },
  en: {
    self: 'English',
    labels: {
      company: 'Company',
      name: 'Your name',
      email: 'E-mail address',
      phone: 'Phone',
      postalCode: 'Postal code',
      businessType: 'Kind of business',
      message: 'Your message',
      consent: 'Consent',
    },
    optional: 'optional',
    choose: 'Not specified',
    topic: 'Please leave empty',
    consentHelp:
      'Optional. You get an e-mail in which you confirm the consent; you may withdraw it at any time.',
    send: 'Send',
    privacy: 'Privacy',
    fault: 'Please check',
    faults: 'Not sent yet. Please check:',
    missing: 'Please fill this in.',
    email: 'Please give a complete address, such as name@business.com.',
    sent: 'Thank you, your message has reached us',
    sentText: 'We will get back to you.',
    sentConsent:
      'If you ticked the consent, please confirm it by the link in the e-mail that you get from us. If there is none after a few minutes, please look into your spam folder.',
    unknown: 'There is no such form',
    unknownText: 'The address is incomplete, or the form is no longer online.',
    often: 'Please try again later',
    oftenText:
      'This form has just been sent very often from your connection. This message was not sent; go back and try again in five minutes.',
  },
} as const;
