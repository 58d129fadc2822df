import { Readable } from 'node:stream';
import { Injectable, type OnModuleInit } from '@nestjs/common';
import { HttpAdapterHost } from '@nestjs/core';
import type { FastifyAdapter } from '@nestjs/platform-fastify';
import type { FastifyRequest } from 'fastify';
import { UnsupportedMediaType } from '../../core/core.problems';

export const UPLOAD_PATH = 'v1/lead-imports';
const TYPES = ['text/csv', 'application/octet-stream'];

/** Lets files through as streams at one address; everywhere else they are no body that anybody reads. */
@Injectable()
export class UploadBodies implements OnModuleInit {
  constructor(private readonly host: HttpAdapterHost<FastifyAdapter>) {}

  onModuleInit(): void {
    this.host.httpAdapter
      .getInstance()
      .addContentTypeParser(TYPES, (request: FastifyRequest, payload, done) => {
        if (request.routeOptions.url === `/${UPLOAD_PATH}`) done(null, payload);
        else done(new UnsupportedMediaType());
      });
  }
}

/** @throws UnsupportedMediaType when the body came as anything else */
export function fileIn({ body }: FastifyRequest): Readable {
  if (body instanceof Readable) return body;
  throw new UnsupportedMediaType('Send the file as text/csv or application/octet-stream.');
}
