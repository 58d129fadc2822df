import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Access } from './access';
import { RouteNotFound } from './core.problems';
import { type ProblemType, problemTypes } from './problem';

/** What the `type` of a problem points to: what it means and what to do. */
@Controller('problems')
export class ProblemsController {
  @Get()
  @Access('public')
  list(): { items: ProblemType[] } {
    return { items: problemTypes() };
  }

  @Get(':name')
  @Access('public')
  get(@Param('name', { schema: z.string().max(80) }) name: string): ProblemType {
    const found = problemTypes().find((p) => p.name === name);
    if (!found) throw new RouteNotFound();
    return found;
  }
}
