import { Body, Controller, Get, HttpCode, Post } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { Access } from '../../core/access';
import { InvalidRequest } from '../../core/core.problems';
import { TestClock } from '../../core/test-clock';
import { TestClockRefused } from '../follow-ups.problems';
import {
  type AdvanceClock,
  AdvanceClockSchema,
  type TestClockView,
  TestClockViewSchema,
} from './test-clock.dto';

/** One call answers when all that lies between has happened: more than this no caller would wait for. */
const MOST_DAYS = 400;

/** Turns business time in tests and demonstrations, from due instant to due instant. */
@ApiTags('test-clock')
@Controller('v1/test-clock')
export class TestClockController {
  constructor(private readonly clock: TestClock) {}

  @Get()
  @Access('test-clock.read')
  @ApiOperation({ operationId: 'getTestClock', summary: 'The business time and whether it turns' })
  @ApiResponse({ status: 200, standardSchema: TestClockViewSchema })
  read(): TestClockView {
    return this.view(null);
  }

  /** Answers when everything that becomes due on the way has happened. */
  @Post('advance')
  @HttpCode(200)
  @Access('test-clock.turn')
  @ApiOperation({ operationId: 'advanceTestClock', summary: 'Turns the business time forward' })
  @ApiResponse({ status: 200, standardSchema: TestClockViewSchema })
  async advance(@Body({ schema: AdvanceClockSchema }) body: AdvanceClock): Promise<TestClockView> {
    if (!this.clock.turns) throw new TestClockRefused();
    const to = new Date(body.to);
    if (to < this.clock.now())
      throw new InvalidRequest(undefined, {
        errors: [
          {
            pointer: '#/to',
            detail: {
              en: 'lies in the past; the clock only turns forward',
              de: 'liegt in der Vergangenheit; die Uhr läuft nur vorwärts',
            },
          },
        ],
      });
    if (to.getTime() > this.clock.now().getTime() + MOST_DAYS * 86_400_000)
      throw new InvalidRequest(undefined, {
        errors: [
          {
            pointer: '#/to',
            detail: {
              en: `lies more than ${String(MOST_DAYS)} days ahead; turn in steps`,
              de: `liegt mehr als ${String(MOST_DAYS)} Tage voraus; gehen Sie in Schritten`,
            },
          },
        ],
      });
    return this.view(await this.clock.advance(to));
  }

  private view(stops: number | null): TestClockView {
    return { now: this.clock.now().toISOString(), turns: this.clock.turns, stops };
  }
}
