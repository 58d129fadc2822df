/** Stops the cluster that the set-up started, if it did. */
export default async function teardown(): Promise<void> {
  const stop: unknown = Reflect.get(globalThis, 'stopTestCluster');
  if (typeof stop === 'function') await (stop as () => Promise<void>)();
}
