export { CockpitModule } from './cockpit.module';
export { StreamAdapter } from './stream/adapter.gateway';
