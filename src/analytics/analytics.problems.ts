import { defineProblem } from '../core/problem';

export class SingleOtherTeam extends defineProblem({
  name: 'single-other-team',
  status: 409,
  title: 'These numbers would tell those of one other team',
  description:
    'A territory is told as a whole. Where it counts only one team besides yours, its numbers would follow by subtracting your own. Ask for a longer period, for less detail, or for your team alone.',
  german: {
    title: 'Diese Zahlen verrieten die eines einzelnen Teams',
    description:
      'Ein Gebiet wird nur als Ganzes gezeigt. Zählt es außer Ihrem nur ein einziges Team, ergäben sich dessen Zahlen, sobald man Ihre abzieht. Wählen Sie einen längeren Zeitraum, weniger Einzelheiten oder nur Ihr Team.',
  },
}) {}
