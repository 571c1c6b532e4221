import { type ReactElement, useEffect, useState } from 'react'
import { Frame } from '../../parts/Frame'
import { Fates } from './Fates'
import { haveTrouble, type Trouble } from './network'
import { Route } from './Route'
import { server } from './server'
import { type How, useDelivery } from './useDelivery'

const flood = 30

/** Numbered messages on their way to a server, over a network that can be broken. */
export function DeliveryLab(): ReactElement {
  const { live, parcels, post } = useDelivery()
  const [how, setHow] = useState<How>('emit')
  const [trouble, setTrouble] = useState<Trouble | null>(null)

  useEffect(() => haveTrouble(trouble), [trouble])
  useEffect(() => () => haveTrouble(null), [])

  return (
    <div className="lab delivery">
      <Frame title="From outbox to server" status={live.status}>
        <div className="desk">
          <fieldset className="row">
            <legend>Send with</legend>
            {(['emit', 'request'] as const).map((name) => (
              <label key={name} className="choice">
                <input type="radio" name="how" checked={how === name} onChange={() => setHow(name)} />
                <code>{name}</code>
              </label>
            ))}
            <button className="primary" onClick={() => post(how)}>
              Send one
            </button>
            <button
              onClick={() => {
                for (let sent = 0; sent < flood; sent += 1) post(how)
              }}
            >
              Send {flood}
            </button>
          </fieldset>
          <fieldset className="row">
            <legend>Break the network</legend>
            <button onClick={() => server.drop()}>Cut the link</button>
            {(['half-open', 'server down'] as const).map((name) => (
              <button
                key={name}
                aria-pressed={trouble === name}
                onClick={() => setTrouble(trouble === name ? null : name)}
              >
                {name === 'half-open' ? 'Half-open' : 'Server down'}
              </button>
            ))}
          </fieldset>
        </div>
        <Route parcels={parcels} />
        <Fates parcels={parcels} />
        <p>
          <small>
            The outbox takes 12 messages and keeps each for 8 s; 5 a second may leave, after a first 5 at once. A
            heartbeat every 3 s notices within 2.5 s that nothing comes back, and dials anew. What has left is not sent
            again: only an answer tells that it arrived, so what must not be lost is sent as a request, and again under
            the same number when the answer is unknown.
          </small>
        </p>
      </Frame>
    </div>
  )
}
