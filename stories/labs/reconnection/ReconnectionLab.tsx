import { type ReactElement, useDeferredValue, useMemo, useState } from 'react'
import { PlotView } from '../parts/PlotView'
import { Slider } from '../parts/Slider'
import { busiestSecond, comeBack, perSecond } from './comeBack'
import { type NamedPolicy, others, wirehooks } from './policies'

const clients = 1000
const defaults = { initialDelay: 1000, factor: 2, maxDelay: 20_000 }
const seconds = (ms: number): string => `${ms / 1000} s`
const count = (value: number): string => value.toLocaleString('en')

/** A thousand clients after an outage. Everything is computed, with the function that the connections use. */
export function ReconnectionLab(): ReactElement {
  const [options, setOptions] = useState(defaults)
  const [lasts, setLasts] = useState(30_000)
  const shown = useDeferredValue(options)
  const outage = useMemo(() => ({ clients, lasts }), [lasts])
  const ours = useMemo(() => comeBack(wirehooks(shown), outage), [shown, outage])

  const last = ours.times.at(-1) ?? 0
  const busiest = busiestSecond(ours.times)
  const span = Math.max(12, Math.ceil((last + 1) / 1000))
  const top = Math.max(50, Math.ceil(busiest / 50) * 50)
  const half = ours.times[clients / 2] ?? 0
  const share = Math.round((shown.factor - 1) * 10) / 10
  const says = `First up to ${seconds(shown.initialDelay)}, all of it by chance. Then up to ${share === 1 ? '' : `${share} times `}as long as the server has been away, to ${seconds(shown.maxDelay)}, half of it by chance`

  return (
    <div className="lab reconnection">
      <section className="frame" aria-labelledby="ours">
        <header>
          <h2 id="ours">{count(clients)} clients come back with useWebSocket</h2>
          <button onClick={() => setOptions(defaults)}>Defaults</button>
        </header>
        <div className="sliders">
          <Slider
            label="Outage"
            {...{ min: 1000, max: 120_000, step: 1000, says: seconds }}
            value={lasts}
            onChange={setLasts}
          />
          <Slider
            label="initialDelay"
            {...{ min: 100, max: 10_000, step: 100, says: seconds }}
            value={options.initialDelay}
            onChange={(initialDelay) => setOptions({ ...options, initialDelay })}
          />
          <Slider
            label="factor"
            {...{ min: 1, max: 4, step: 0.1 }}
            value={options.factor}
            onChange={(factor) => setOptions({ ...options, factor })}
          />
          <Slider
            label="maxDelay"
            {...{ min: 1000, max: 60_000, step: 1000, says: seconds }}
            value={options.maxDelay}
            onChange={(maxDelay) => setOptions({ ...options, maxDelay })}
          />
        </div>
        <figure className="main">
          <figcaption>Arrivals a second, from the moment the server is back</figcaption>
          <PlotView
            kind="bars"
            hasAxes
            nameX={secondsOf}
            ys={perSecond(ours.times, span)}
            ends={[span, top]}
            label={`At most ${busiest} of ${clients} clients arrive in a second`}
          />
        </figure>
        <dl className="facts">
          <div>
            <dt>Busiest second</dt>
            <dd data-testid="busiest">{count(busiest)} clients</dd>
          </div>
          <div>
            <dt>Half are back after</dt>
            <dd>{(half / 1000).toFixed(1)} s</dd>
          </div>
          <div>
            <dt>All are back after</dt>
            <dd>{(last / 1000).toFixed(1)} s</dd>
          </div>
          <div>
            <dt>Dialled in vain</dt>
            <dd>{(ours.inVain / clients).toFixed(1)} times each</dd>
          </div>
        </dl>
      </section>

      <section className="frame" aria-labelledby="others">
        <header>
          <h2 id="others">The same outage, with what others do unless told otherwise</h2>
          <small>
            Every chart ends at {count(clients)} arrivals a second, and after {span} s
          </small>
        </header>
        <ul className="small-multiples">
          <Small
            name="wirehooks"
            version="with the sliders above"
            says={says}
            policy={wirehooks(shown)}
            {...{ outage, span }}
          />
          {others.map((other) => (
            <Small key={other.name} {...other} {...{ outage, span }} />
          ))}
        </ul>
        <p>
          <small>
            Who waits without chance comes back all at once, and a server that has just started is the one that can bear
            it least. Chance that is cut off at the top is no longer chance. Each was read in the source of the version
            that is named; the clients are simulated: every link breaks at the same moment, and whoever dials too early
            is refused at once.
          </small>
        </p>
      </section>
    </div>
  )
}

interface SmallProps extends NamedPolicy {
  outage: { clients: number; lasts: number }
  span: number
}

function Small({ name, version, says, policy, outage, span }: SmallProps): ReactElement {
  const { times } = comeBack(policy, outage)
  const busiest = busiestSecond(times)
  return (
    <li data-ours={name === 'wirehooks'}>
      <figure aria-label={name}>
        <figcaption>
          <strong>{name}</strong> <small>{version}</small>
        </figcaption>
        <PlotView
          kind="bars"
          ys={perSecond(times, span)}
          ends={[span, outage.clients]}
          label={`At most ${busiest} of ${outage.clients} clients arrive in a second`}
        />
        <p>
          <strong>{count(busiest)}</strong> in the busiest second
        </p>
        <small>{says}.</small>
      </figure>
    </li>
  )
}

function secondsOf(x: number): string {
  return `${x} s`
}
