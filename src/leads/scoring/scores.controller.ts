import { Controller, Get } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import { type ScoreTable, ScoreTableSchema } from './scores.dto';
import { Scores } from './scores.service';

@ApiTags('leads')
@Controller('v1/lead-score-points')
export class ScoresController {
  constructor(private readonly scores: Scores) {}

  @Get()
  @Access('leads.read')
  @ApiOperation({ operationId: 'listScorePoints', summary: 'What the score of leads is made of' })
  @ApiResponse({ status: 200, standardSchema: ScoreTableSchema })
  list(@CurrentScope() scope: Scope): Promise<ScoreTable> {
    return this.scores.tableFor(scope);
  }
}
