import { Body, Controller, Post, Req, Res, UseGuards } from '@nestjs/common';
import { ApiHeader, ApiOperation, ApiResponse, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Access } from '../../core/access';
import { systemScope } from '../../identity';
import { ErpSignatureGuard } from './erp-signature.provider';
import { type ErpOrder, ErpOrderSchema, type OrderView, OrderViewSchema } from './orders.dto';
import { Orders } from './orders.service';

/** What the merchandise management tells of orders; the signature is the permission. */
@ApiTags('customers')
@Controller('v1/integrations/erp')
export class ErpOrdersController {
  constructor(private readonly orders: Orders) {}

  @Post('orders')
  @Access('public')
  @UseGuards(ErpSignatureGuard)
  @ApiOperation({
    operationId: 'takeErpOrder',
    summary: 'A signed order of a customer named by number; idempotent by order number',
  })
  @ApiHeader({
    name: 'X-Signature',
    required: true,
    description: 'sha256=<hex>: HMAC-SHA-256 of the body as sent, with ERP_WEBHOOK_SECRET',
    schema: { type: 'string' },
  })
  @ApiResponse({ status: 201, standardSchema: OrderViewSchema })
  @ApiResponse({ status: 200, standardSchema: OrderViewSchema, description: 'It was known before' })
  async take(
    @Body({ schema: ErpOrderSchema }) { customerNumber, ...order }: ErpOrder,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<OrderView> {
    const scope = systemScope('erp.orders', request.id);
    const taken = await this.orders.recordByNumber(scope, customerNumber, order);
    void reply.status(taken.fresh ? 201 : 200);
    return taken.order;
  }
}
