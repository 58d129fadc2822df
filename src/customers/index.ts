export { CustomersModule } from './customers.module';
export { CustomersQueries } from './customers.queries';
