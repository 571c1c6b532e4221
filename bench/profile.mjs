/** The functions in which the main thread was busy during `work`, by their own time, as a Markdown list. */
export async function profile(page, work) {
  await page.send('Profiler.enable')
  await page.send('Profiler.setSamplingInterval', { interval: 100 })
  await page.send('Profiler.start')
  await work()
  const { profile: recorded } = await page.send('Profiler.stop')
  await page.send('Profiler.disable')

  const names = new Map(recorded.nodes.map(({ id, callFrame }) => [id, nameOf(callFrame)]))
  const spent = new Map()
  recorded.samples.forEach((id, index) => {
    const name = names.get(id)
    spent.set(name, (spent.get(name) ?? 0) + recorded.timeDeltas[index] / 1000)
  })
  return [...spent]
    .filter(([name]) => name !== '(idle)')
    .toSorted(([, a], [, b]) => b - a)
    .slice(0, 25)
    .map(([name, ms]) => `- ${ms.toFixed(1)} ms ${name}`)
    .join('\n')
}

const nameOf = ({ functionName, lineNumber }) =>
  functionName.startsWith('(') ? functionName : `${functionName || 'anonymous'} :${lineNumber + 1}`
