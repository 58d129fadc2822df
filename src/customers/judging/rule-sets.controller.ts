import { Body, Controller, Get, HttpCode, Param, Post, Put, Query } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { FACT_NAMES, type FactDefinition, FACTS } from './facts.rules';
import { ACTIONS, OPERATORS } from './rule-set.rules';
import {
  type AskOutlook,
  AskOutlookSchema,
  type ChangeRules,
  ChangeRulesSchema,
  type DraftRules,
  DraftRulesSchema,
  type DryRun,
  type DryRunResult,
  DryRunResultSchema,
  DryRunSchema,
  type FactList,
  FactListSchema,
  type Outlook,
  OutlookSchema,
  type Replay,
  type ReplayResult,
  ReplayResultSchema,
  ReplaySchema,
  type RuleSetList,
  RuleSetListSchema,
  type RuleSetView,
  RuleSetViewSchema,
  type Trace,
  TraceSchema,
} from './rule-sets.dto';
import { RuleSets } from './rule-sets.service';
import { Trials } from './trials.queries';

const IdSchema = z.uuid();

@ApiTags('conversion rules')
@Controller('v1')
export class RuleSetsController {
  constructor(
    private readonly sets: RuleSets,
    private readonly trials: Trials,
  ) {}

  @Get('conversion-facts')
  @Access('conversion-rules.read')
  @ApiOperation({
    operationId: 'listConversionFacts',
    summary: 'What conversion rules may ask for',
  })
  @ApiResponse({ status: 200, standardSchema: FactListSchema })
  facts(): FactList {
    const facts = FACT_NAMES.map((name) => {
      const { type, values, de, en }: FactDefinition = FACTS[name];
      return { name, type, values: values ? [...values] : null, description: { de, en } };
    });
    return { facts, operators: [...OPERATORS], actions: [...ACTIONS] };
  }

  @Get('conversion-rule-sets')
  @Access('conversion-rules.read')
  @ApiOperation({ operationId: 'listConversionRuleSets', summary: 'Every version of the rules' })
  @ApiResponse({ status: 200, standardSchema: RuleSetListSchema })
  list(@CurrentScope() scope: Scope): Promise<RuleSetList> {
    return this.sets.list(scope);
  }

  @Get('conversion-rule-sets/:id')
  @Access('conversion-rules.read')
  @ApiOperation({ operationId: 'getConversionRuleSet', summary: 'One version of the rules' })
  @ApiResponse({ status: 200, standardSchema: RuleSetViewSchema })
  get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<RuleSetView> {
    return this.sets.get(scope, id);
  }

  @Post('conversion-rule-sets')
  @Access('conversion-rules.edit')
  @ApiOperation({ operationId: 'draftConversionRuleSet', summary: 'Makes a draft of rules' })
  @ApiResponse({ status: 201, standardSchema: RuleSetViewSchema })
  draft(
    @CurrentScope() scope: Scope,
    @Body({ schema: DraftRulesSchema }) body: DraftRules,
  ): Promise<RuleSetView> {
    return this.sets.draft(scope, body);
  }

  @Put('conversion-rule-sets/:id')
  @Access('conversion-rules.edit')
  @ApiOperation({ operationId: 'changeConversionRuleSet', summary: 'Saves a draft of rules' })
  @ApiResponse({ status: 200, standardSchema: RuleSetViewSchema })
  change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ChangeRulesSchema }) body: ChangeRules,
  ): Promise<RuleSetView> {
    return this.sets.change(scope, id, body);
  }

  @Post('conversion-rule-sets/:id/activation')
  @HttpCode(200)
  @Access('conversion-rules.edit')
  @ApiOperation({
    operationId: 'activateConversionRuleSet',
    summary: 'Lets a draft decide from now on; what was active is archived',
  })
  @ApiResponse({ status: 200, standardSchema: RuleSetViewSchema })
  activate(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<RuleSetView> {
    return this.sets.activate(scope, id);
  }

  @Post('conversion-rule-sets/:id/dry-run')
  @HttpCode(200)
  @Access('conversion-rules.read')
  @ApiOperation({
    operationId: 'dryRunConversionRuleSet',
    summary: 'What these rules say of one lead; changes nothing',
  })
  @ApiResponse({ status: 200, standardSchema: DryRunResultSchema })
  dryRun(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: DryRunSchema }) body: DryRun,
  ): Promise<DryRunResult> {
    return this.trials.dryRun(scope, id, body);
  }

  @Post('conversion-rule-sets/:id/replay')
  @HttpCode(200)
  @Access('conversion-rules.read')
  @ApiOperation({
    operationId: 'replayConversionRuleSet',
    summary: 'What these rules would have done with the answers of before; changes nothing',
  })
  @ApiResponse({ status: 200, standardSchema: ReplayResultSchema })
  replay(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: ReplaySchema }) body: Replay,
  ): Promise<ReplayResult> {
    return this.trials.replay(scope, id, body);
  }

  @Get('leads/:id/conversion-outlook')
  @Access('responses.read')
  @ApiOperation({
    operationId: 'getConversionOutlook',
    summary: 'What each class would lead to, were a person to give it to an answer now',
  })
  @ApiResponse({ status: 200, standardSchema: OutlookSchema })
  outlook(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Query({ schema: AskOutlookSchema }) query: AskOutlook,
  ): Promise<Outlook> {
    return this.trials.outlook(scope, id, query);
  }

  @Get('leads/:id/conversion-trace')
  @Access('leads.read')
  @ApiOperation({
    operationId: 'getConversionTrace',
    summary: 'Why answers of a lead had consequences or none, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: TraceSchema })
  trace(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<Trace> {
    return this.trials.trace(scope, id);
  }
}
