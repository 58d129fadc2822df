import { Body, Controller, Delete, Get, HttpCode, Param, Post, Put } from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import { z } from 'zod';
import { Access } from '../../core/access';
import { CurrentScope, type Scope } from '../../identity';
import {
  type OfferFields,
  OfferFieldsSchema,
  type OfferList,
  OfferListSchema,
  type OfferView,
  OfferViewSchema,
} from './offers.dto';
import { OffersService } from './offers.service';

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
  add(
    @CurrentScope() scope: Scope,
    @Body({ schema: OfferFieldsSchema }) body: OfferFields,
  ): Promise<OfferView> {
    return this.offers.add(scope, body);
  }

  @Put(':id')
  @Access('offers.write')
  @ApiOperation({ operationId: 'replaceOffer', summary: 'Says a whole offer anew' })
  @ApiResponse({ status: 200, standardSchema: OfferViewSchema })
  replace(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: OfferFieldsSchema }) body: OfferFields,
  ): Promise<OfferView> {
    return this.offers.replace(scope, id, body);
  }

  @Delete(':id')
  @HttpCode(204)
  @Access('offers.write')
  @ApiOperation({ operationId: 'removeOffer', summary: 'Takes an offer away' })
  @ApiResponse({ status: 204 })
  remove(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
  ): Promise<void> {
    return this.offers.remove(scope, id);
  }
}
