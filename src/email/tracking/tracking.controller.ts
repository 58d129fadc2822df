import { Controller, Get, Param, Req, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../core/access';
import { type Page, page } from '../../core/page.rules';
import { Hits } from './hits.service';
import type { Fetch } from './machine.rules';

/** Neither the page behind the link nor anybody between hears of the mail. */
const PRIVATE = {
  'cache-control': 'no-store',
  'referrer-policy': 'no-referrer',
  'x-robots-tag': 'noindex',
};
/** A transparent picture of one point, in 43 bytes. */
const POINT = Buffer.from('R0lGODlhAQABAPAAAAAAAAAAACH5BAEAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');
const GIF = /\.gif$/;

const TEXTS = {
  de: {
    title: 'Dieser Link gilt nicht mehr',
    line: 'Er ist abgelaufen oder unvollständig. Antworten Sie einfach auf unsere E-Mail, dann schicken wir Ihnen, was Sie suchen.',
  },
  en: {
    title: 'This link is no longer valid',
    line: 'It has expired or is incomplete. Simply reply to our e-mail and we will send you what you are looking for.',
  },
} as const;

/** What mails fetch that may be counted: links, and where it is switched on a picture. No session, no cookie. */
@ApiExcludeController()
@Controller('e')
export class TrackingController {
  constructor(private readonly hits: Hits) {}

  @Get('c/:token')
  @Access('public-link')
  async follow(
    @Param('token') token: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    const target = await this.hits.follow(token, fetchOf(request));
    if (target !== null) {
      await reply.status(302).headers(PRIVATE).header('location', target).send();
      return;
    }
    const { html, headers } = deadLink(request.headers['accept-language'] ?? '');
    await reply.status(404).headers(headers).send(html);
  }

  /** The same picture for every token, so that nobody learns from it which ones are ours. */
  @Get('o/:picture')
  @Access('public-link')
  async open(
    @Param('picture') picture: string,
    @Req() request: FastifyRequest,
    @Res() reply: FastifyReply,
  ): Promise<void> {
    if (GIF.test(picture)) await this.hits.open(picture.replace(GIF, ''), fetchOf(request));
    await reply
      .status(200)
      .headers({ ...PRIVATE, 'content-type': 'image/gif' })
      .send(POINT);
  }
}

function fetchOf({ method, headers, ip }: FastifyRequest): Fetch {
  const told = [headers['sec-purpose'], headers['purpose'], headers['x-moz']].flat();
  return {
    method,
    userAgent: headers['user-agent'] ?? '',
    purpose: told.filter((word) => word !== undefined).join(' '),
    address: ip,
  };
}

function deadLink(languages: string): Page {
  const lang = /^\s*en\b/i.test(languages) ? 'en' : 'de';
  const { title, line } = TEXTS[lang];
  return page(lang, title, `<h1>${title}</h1><p>${line}</p>`);
}
