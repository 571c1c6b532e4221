const roles = { web: 16, api: 12, db: 6, cache: 4, queue: 2 }

/** Milliseconds of one rise and fall of the load. */
const wave = 90_000
/** How often somebody has trouble, and for how long, in milliseconds. */
const between = 20_000
const trouble = 9000

/** Forty machines that do not exist, and what one would measure on them. */
export function createFleet(random = Math.random) {
  const hosts = Object.entries(roles).flatMap(([role, count]) =>
    Array.from({ length: count }, (_, i) => nameOf(role, i)),
  )
  const series = hosts.flatMap((host, index) =>
    Object.keys(meters).map((metric) => ({ host, metric, phase: index * 2.4, drift: 0 })),
  )

  return {
    hosts,

    /** The sample with this number: all machines, and all that is measured on them, take turns. */
    measure(seq, at) {
      const one = series[seq % series.length]
      const { host, metric, phase } = one
      // What it was, drawn back to the middle, and pushed a little.
      one.drift = one.drift * 0.9 + (random() - 0.5) * 0.35
      const load = 0.45 + 0.2 * Math.sin((at / wave) * 2 * Math.PI + phase) + 0.1 * Math.sin(at / 4000 + phase * 3)
      const value = meters[metric]({
        at,
        phase,
        drift: one.drift,
        load: load + 0.45 * troubleOf(hosts.indexOf(host), at),
      })
      return { host, metric, value: Math.round(Math.max(value, 0) * 10) / 10 }
    },
  }

  /** 0 to 1: one machine after the other has a hard time. */
  function troubleOf(index, at) {
    const turn = Math.floor(at / between)
    const since = at - turn * between
    return (turn * 7) % hosts.length === index && since < trouble ? Math.sin((since / trouble) * Math.PI) : 0
  }
}

const meters = {
  cpu: ({ load, drift }) => Math.min(100 * load + 16 * drift, 100),
  // It fills, and is swept.
  memory: ({ at, phase, drift }) => 38 + 34 * ((at / 45_000 + phase) % 1) + 3 * drift,
  latency: ({ load, drift }) => 18 + 150 * load ** 3 + 26 * Math.abs(drift),
  requests: ({ load, drift }) => 620 * load + 110 * drift,
}

function nameOf(role, index) {
  return `${role}-${String(index + 1).padStart(2, '0')}`
}
