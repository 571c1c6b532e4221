import type { ReactElement, ReactNode } from 'react'
import { Facts } from '../../parts/Facts'
import { PlotView } from '../parts/PlotView'
import { kept, type Reading, usualMost } from './gauge'

interface PanelProps {
  name: string
  /** What it does, in a line of code. */
  code: string
  isOn: boolean
  reading: Reading
  children: ReactNode
}

/** One way to read, at work, and what it costs. */
export function Panel({ name, code, isOn, reading, children }: PanelProps): ReactElement {
  const { frames } = reading
  const most = Math.round(usualMost(frames))
  return (
    <section className="frame panel" aria-label={name} data-on={isOn}>
      <header>
        <h2>{name}</h2>
        <code>{code}</code>
      </header>
      {children}
      <Facts
        of={{
          'Messages/s': reading.messages.toLocaleString('en'),
          'Renders/s': reading.renders,
          Missed: reading.lost.toLocaleString('en'),
          '95 % of frames': `≤ ${most} ms`,
        }}
      />
      <figure>
        <figcaption>
          <small>From frame to frame, ms</small>
        </figcaption>
        <PlotView
          kind="line"
          hasAxes
          nameX={() => ''}
          ys={frames}
          ends={[kept - 1, Math.max(50, 2 * most)]}
          label={`The last ${frames.length} frames; 95 % of them took at most ${most} ms`}
        />
      </figure>
    </section>
  )
}
