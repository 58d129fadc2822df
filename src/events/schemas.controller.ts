import { Controller, Get, Param } from '@nestjs/common';
import { z } from 'zod';
import { Access } from '../core/access';
import { RouteNotFound } from '../core/core.problems';
import { definitionOf } from './catalogue';

/** Where a CloudEvent's `dataschema` leads. */
@Controller('events/schemas')
export class SchemasController {
  @Get(':type')
  @Access('public')
  get(@Param('type', { schema: z.string().max(120) }) type: string): Record<string, unknown> {
    const definition = definitionOf(type);
    if (!definition) throw new RouteNotFound();
    return {
      $id: `/events/schemas/${type}`,
      ...z.toJSONSchema(definition.schema, { io: 'input' }),
    };
  }
}
