import { Readable } from 'node:stream';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { UnsupportedMediaType } from '../../core/core.problems';
import { XLSX_TYPE } from '../../core/xlsx-writer';

export const UPLOAD_PATH = 'v1/lead-imports';
export const UPLOAD_TYPES = ['text/csv', XLSX_TYPE, 'application/octet-stream'];

/** Lets files through as streams at one address; everywhere else they are no body that anybody reads. */
@Injectable()
export class UploadBodies implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    this.host.httpAdapter
      .getInstance()
      .addContentTypeParser(UPLOAD_TYPES, (request: FastifyRequest, payload, done) => {
        if (request.routeOptions.url === `/${UPLOAD_PATH}`) done(null, payload);
        else done(new UnsupportedMediaType());
      });
  }
}

/** @throws UnsupportedMediaType when the body came as anything else */
export function fileIn({ body }: FastifyRequest): Readable {
  if (body instanceof Readable) return body;
  throw new UnsupportedMediaType(`Send the file as ${UPLOAD_TYPES.join(' or ')}.`);
}
