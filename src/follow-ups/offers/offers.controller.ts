import {
  Body,
  Controller,
  Delete,
  Get,
  Headers,
  HttpCode,
  Param,
  Post,
  Put,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../../core/access';
import { NeedsIfMatch } from '../../core/if-match';
import { CurrentScope, type Scope } from '../../identity';
import {
  type OfferFields,
  OfferFieldsSchema,
  type OfferList,
  OfferListSchema,
  type OfferView,
  OfferViewSchema,
} from './offers.dto';
import { offerEtag, OffersService } from './offers.service';

const IdSchema = z.uuid();

@ApiTags('offers')
@Controller('v1/offers')
export class OffersController {
  constructor(private readonly offers: OffersService) {}

  @Get()
  @Access('offers.read')
  @ApiOperation({ operationId: 'listOffers', summary: 'What is offered to whom and when' })
  @ApiResponse({ status: 200, standardSchema: OfferListSchema })
  list(@CurrentScope() scope: Scope): Promise<OfferList> {
    return this.offers.list(scope);
  }

  @Post()
  @Access('offers.write')
  @ApiOperation({ operationId: 'addOffer', summary: 'Adds an offer' })
  @ApiResponse({ status: 201, standardSchema: OfferViewSchema })
  async add(
    @CurrentScope() scope: Scope,
    @Body({ schema: OfferFieldsSchema }) body: OfferFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OfferView> {
    return tagged(reply, await this.offers.add(scope, body));
  }

  @Put(':id')
  @NeedsIfMatch()
  @Access('offers.write')
  @ApiOperation({ operationId: 'replaceOffer', summary: 'Says a whole offer anew' })
  @ApiResponse({ status: 200, standardSchema: OfferViewSchema })
  async replace(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: OfferFieldsSchema }) body: OfferFields,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OfferView> {
    return tagged(reply, await this.offers.replace(scope, id, ifMatch, body));
  }

  @Delete(':id')
  @NeedsIfMatch()
  @HttpCode(204)
  @Access('offers.write')
  @ApiOperation({ operationId: 'removeOffer', summary: 'Takes an offer away' })
  @ApiResponse({ status: 204 })
  remove(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
  ): Promise<void> {
    return this.offers.remove(scope, id, ifMatch);
  }
}

function tagged(reply: FastifyReply, view: OfferView): OfferView {
  void reply.header('etag', offerEtag(view));
  return view;
}
