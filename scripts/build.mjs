import { build } from './lib/build.mjs';
import { report } from './lib/progress.mjs';

/** Server and screens, unless they are built from the sources as they are. */
build().catch(report);
