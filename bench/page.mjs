import { connectToPage } from './cdp.mjs'

/** The page, as the cases see it: what page/main.ts offers, and what the browser says it cost. */
export async function openPage(endpoint, address) {
  const cdp = await connectToPage(endpoint, address)
  // CPU time of the main thread, not wall time: the machine may be busy with other things.
  await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })

  const call = (name, ...given) => cdp.evaluate(`bench.${name}(${given.map((one) => JSON.stringify(one)).join(', ')})`)

  async function metrics() {
    const { metrics: all } = await cdp.send('Performance.getMetrics')
    const ms = (name) => all.find((metric) => metric.name === name).value * 1000
    return { cpu: ms('TaskDuration'), script: ms('ScriptDuration') }
  }

  return {
    call,
    send: cdp.send,
    close: cdp.close,

    /** CPU milliseconds of the main thread, and those of them in script, that `work` took. */
    async cost(work) {
      const before = await metrics()
      await work()
      const after = await metrics()
      return { cpu: after.cpu - before.cpu, script: after.script - before.script }
    },

    /** Bytes in use after a collection. It throws compiled code away too: whatever runs next, runs cold. */
    async heap() {
      // Twice: what finalizers let go of in the first goes in the second.
      await cdp.send('HeapProfiler.collectGarbage')
      await cdp.send('HeapProfiler.collectGarbage')
      const { usedSize } = await cdp.send('Runtime.getHeapUsage')
      return usedSize
    },
  }
}
