import { type ReactElement, useEffect, useRef, useState } from 'react'
import { useConnection } from 'wirehooks'
import { createFakeTransport } from 'wirehooks/testing'
import { Slider } from '../parts/Slider'
import type { Events } from './feed'
import { Folded } from './Folded'
import { Naive } from './Naive'
import { Panel } from './Panel'
import { startTicking, tickOf } from './ticker'
import { useReadings } from './useReadings'
import { type Choice, useTurns } from './useTurns'

const choices: readonly (readonly [Choice, string])[] = [
  ['take turns', 'Take turns'],
  ['naive', 'Only useState'],
  ['folded', 'Only useFold'],
]

/** The same messages into two components, one after the other. */
export function ThroughputLab(): ReactElement {
  const [fake] = useState(() => createFakeTransport({ opens: true }))
  const { connection, isOpen } = useConnection<Events>(fake)
  const [rate, setRate] = useState(500)
  const [bars, setBars] = useState(120)
  const [choice, setChoice] = useState<Choice>('take turns')
  const turn = useTurns(choice)
  const { gauges, readings } = useReadings(turn)
  /** Each has numbers of its own, without a gap. */
  const last = useRef({ naive: 0, folded: 0 })

  useEffect(() => {
    if (!isOpen) return
    return startTicking(rate, () => {
      const number = (last.current[turn] += 1)
      fake.link.message(turn, tickOf(number, bars))
    })
  }, [fake, isOpen, rate, bars, turn])

  return (
    <div className="lab throughput">
      <div className="desk">
        <fieldset className="row">
          <legend>Whose turn it is</legend>
          {choices.map(([name, label]) => (
            <label key={name} className="choice">
              <input type="radio" name="turn" checked={choice === name} onChange={() => setChoice(name)} />
              {label}
            </label>
          ))}
        </fieldset>
        <div className="sliders">
          <Slider label="Messages a second" {...{ min: 50, max: 3000, step: 50 }} value={rate} onChange={setRate} />
          <Slider label="Bars to render" {...{ min: 20, max: 400, step: 20 }} value={bars} onChange={setBars} />
        </div>
      </div>
      <div className="panels">
        <Panel name="useState per message" code="on('tick', setLast)" isOn={turn === 'naive'} reading={readings.naive}>
          <Naive key={bars} feed={connection} bars={bars} gauge={gauges.naive} />
        </Panel>
        <Panel
          name="A reader"
          code="useFold(feed, 'tick', add, none)"
          isOn={turn === 'folded'}
          reading={readings.folded}
        >
          <Folded key={bars} feed={connection} bars={bars} gauge={gauges.folded} />
        </Panel>
      </div>
      <p>
        <small>
          Each message is a task of its own, as on a network. On the left each sets state, and an effect on the last one
          deals with it: React renders for as many as it can, and where two come between two renders, the effect never
          sees the first. On the right a reducer sees every message when it comes, and React hears of the result once a
          frame. Only one of them gets messages at a time, since they share the page, and with it every frame.
        </small>
      </p>
    </div>
  )
}
