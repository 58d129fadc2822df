import {
  Body,
  Controller,
  Get,
  Headers,
  HttpCode,
  Param,
  Patch,
  Post,
  Query,
  Res,
} from '@nestjs/common';
import { ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { z } from 'zod';
import { Access } from '../core/access';
import { NeedsIfMatch } from '../core/if-match';
import { CurrentScope, type Scope } from '../identity';
import {
  type ChangeCustomer,
  ChangeCustomerSchema,
  type CountCustomers,
  CountCustomersSchema,
  type CustomerCounts,
  CustomerCountsSchema,
  type CustomerPage,
  CustomerPageSchema,
  type CustomerView,
  CustomerViewSchema,
  type ListCustomers,
  ListCustomersSchema,
} from './customers.dto';
import { CustomersQueries } from './customers.queries';
import { customerEtag, CustomersService } from './customers.service';
import {
  type ListOrders,
  ListOrdersSchema,
  type OrderPage,
  OrderPageSchema,
  type OrderView,
  OrderViewSchema,
  type RecordOrder,
  RecordOrderSchema,
} from './orders/orders.dto';
import { Orders } from './orders/orders.service';
import {
  type CustomerTimeline,
  CustomerTimelineSchema,
  type ReadCustomerTimeline,
  ReadCustomerTimelineSchema,
} from './timeline.dto';
import { CustomerTimelines } from './timeline.queries';

const IdSchema = z.uuid();

@ApiTags('customers')
@Controller('v1/customers')
export class CustomersController {
  constructor(
    private readonly customers: CustomersService,
    private readonly queries: CustomersQueries,
    private readonly orders: Orders,
    private readonly timelines: CustomerTimelines,
  ) {}

  @Get()
  @Access('customers.read')
  @ApiOperation({ operationId: 'listCustomers', summary: 'A page of customers' })
  @ApiResponse({ status: 200, standardSchema: CustomerPageSchema })
  list(
    @CurrentScope() scope: Scope,
    @Query({ schema: ListCustomersSchema }) query: ListCustomers,
  ): Promise<CustomerPage> {
    return this.queries.list(scope, query);
  }

  @Post('counts')
  @HttpCode(200)
  @Access('customers.read')
  @ApiOperation({ operationId: 'countCustomers', summary: 'Counts several filters at once' })
  @ApiResponse({ status: 200, standardSchema: CustomerCountsSchema })
  counts(
    @CurrentScope() scope: Scope,
    @Body({ schema: CountCustomersSchema }) body: CountCustomers,
  ): Promise<CustomerCounts> {
    return this.queries.counts(scope, body);
  }

  @Get(':id')
  @Access('customers.read')
  @ApiOperation({
    operationId: 'getCustomer',
    summary: 'One customer with people, places, leads and revenue',
  })
  @ApiResponse({ status: 200, standardSchema: CustomerViewSchema })
  async get(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerView> {
    return tagged(reply, await this.queries.get(scope, id));
  }

  @Patch(':id')
  @NeedsIfMatch()
  @Access('customers.write')
  @ApiOperation({
    operationId: 'changeCustomer',
    summary: 'Changes fields of the version named by If-Match',
  })
  @ApiResponse({ status: 200, standardSchema: CustomerViewSchema })
  async change(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Headers('if-match') ifMatch: string | undefined,
    @Body({ schema: ChangeCustomerSchema }) body: ChangeCustomer,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<CustomerView> {
    return tagged(reply, await this.customers.change(scope, id, ifMatch, body));
  }

  @Get(':id/timeline')
  @Access('customers.read')
  @ApiOperation({
    operationId: 'readCustomerTimeline',
    summary: 'What happened to a customer and to the leads that became it, the newest first',
  })
  @ApiResponse({ status: 200, standardSchema: CustomerTimelineSchema })
  timeline(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Query({ schema: ReadCustomerTimelineSchema }) query: ReadCustomerTimeline,
  ): Promise<CustomerTimeline> {
    return this.timelines.read(scope, id, query);
  }

  @Get(':id/orders')
  @Access('customers.read')
  @ApiOperation({ operationId: 'listOrders', summary: 'Orders of a customer, the newest first' })
  @ApiResponse({ status: 200, standardSchema: OrderPageSchema })
  listOrders(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Query({ schema: ListOrdersSchema }) query: ListOrders,
  ): Promise<OrderPage> {
    return this.orders.list(scope, id, query);
  }

  @Post(':id/orders')
  @Access('customers.write')
  @ApiOperation({
    operationId: 'recordOrder',
    summary: 'Writes an order down; the same number again changes nothing but adds a delivery',
  })
  @ApiResponse({ status: 201, standardSchema: OrderViewSchema })
  @ApiResponse({ status: 200, standardSchema: OrderViewSchema, description: 'It was known before' })
  async recordOrder(
    @CurrentScope() scope: Scope,
    @Param('id', { schema: IdSchema }) id: string,
    @Body({ schema: RecordOrderSchema }) body: RecordOrder,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderView> {
    const { order, fresh } = await this.orders.record(scope, id, body);
    void reply.status(fresh ? 201 : 200);
    return order;
  }
}

function tagged(reply: FastifyReply, customer: CustomerView): CustomerView {
  void reply.header('etag', customerEtag(customer));
  return customer;
}
