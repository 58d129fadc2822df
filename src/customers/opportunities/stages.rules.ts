export const OPEN_STAGES = ['QUALIFICATION', 'NEEDS', 'PROPOSAL', 'NEGOTIATION'] as const;
export type OpenStage = (typeof OPEN_STAGES)[number];
export const STAGES = [...OPEN_STAGES, 'WON', 'LOST'] as const;
export type Stage = (typeof STAGES)[number];

/** How likely it is in per cent that one of this stage is won. */
export const PROBABILITY: Readonly<Record<Stage, number>> = {
  QUALIFICATION: 25,
  NEEDS: 40,
  PROPOSAL: 60,
  NEGOTIATION: 80,
  WON: 100,
  LOST: 0,
};
