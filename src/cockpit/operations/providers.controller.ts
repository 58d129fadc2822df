import { Controller, Get, Param } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  CHANNELS,
  MAIL_PROVIDERS,
  type ProviderChannels,
  ProviderChannelsSchema,
  type ProviderProbe,
  ProviderProbeSchema,
} from './providers.dto';
import { ProvidersQueries } from './providers.queries';

const ChannelSchema = z.enum(CHANNELS);
const MailProviderSchema = z.enum(MAIL_PROVIDERS);

@ApiTags('operations')
@Controller('v1/providers')
export class ProvidersController {
  constructor(private readonly providers: ProvidersQueries) {}

  @Get()
  @Access('providers.read')
  @ApiOperation({
    operationId: 'listProviders',
    summary: 'The ways out: what waits before them, and how they did in the last 24 hours',
  })
  @ApiResponse({ status: 200, standardSchema: ProviderChannelsSchema })
  list(@CurrentScope() scope: Scope): Promise<ProviderChannels> {
    return this.providers.read(scope);
  }

  @Get(':channel/probe')
  @Access('providers.read')
  @ApiOperation({ operationId: 'probeProvider', summary: 'Asks a way out just now' })
  @ApiResponse({ status: 200, standardSchema: ProviderProbeSchema })
  probe(
    @Param('channel', { schema: ChannelSchema }) channel: z.output<typeof ChannelSchema>,
  ): Promise<ProviderProbe> {
    return this.providers.probe(channel);
  }

  @Get('email/:provider/probe')
  @Access('providers.read')
  @ApiOperation({ operationId: 'probeMailProvider', summary: 'Asks one provider of mail just now' })
  @ApiResponse({ status: 200, standardSchema: ProviderProbeSchema })
  probeMail(
    @Param('provider', { schema: MailProviderSchema })
    provider: z.output<typeof MailProviderSchema>,
  ): Promise<ProviderProbe> {
    return this.providers.probeMail(provider);
  }
}
