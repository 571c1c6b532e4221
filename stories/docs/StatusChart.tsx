import type { ReactElement } from 'react'
import { type Connection, type Status, useConnectionStatus } from 'wirehooks'
import { useLastMove } from './useLastMove'
// oxlint-disable-next-line import/no-unassigned-import -- a style sheet gives nothing
import './chart.css'

const places: Readonly<Record<Status, readonly [x: number, y: number]>> = {
  idle: [230, 30],
  connecting: [230, 136],
  open: [122, 226],
  reconnecting: [338, 226],
  closed: [122, 350],
  failed: [338, 350],
}

interface Edge {
  readonly path: string
  readonly from: readonly Status[]
  readonly to: Status
}

const inUse: readonly Status[] = ['connecting', 'open', 'reconnecting']

const edges: readonly Edge[] = [
  { from: ['idle'], to: 'connecting', path: 'M230 50V112' },
  { from: ['connecting'], to: 'open', path: 'M192 157L152 202' },
  { from: ['connecting'], to: 'reconnecting', path: 'M268 157L308 202' },
  { from: ['open'], to: 'reconnecting', path: 'M188 219H268' },
  { from: ['reconnecting'], to: 'open', path: 'M272 234H192' },
  { from: inUse, to: 'closed', path: 'M122 270V326' },
  { from: inUse, to: 'failed', path: 'M338 270V326' },
  { from: ['closed'], to: 'connecting', path: 'M56 350H24Q10 350 10 336V150Q10 136 24 136H158' },
  { from: ['failed'], to: 'connecting', path: 'M404 350H436Q450 350 450 336V150Q450 136 436 136H302' },
  { from: [...inUse, 'closed', 'failed'], to: 'idle', path: 'M336 92V44Q336 30 322 30H302' },
]

/** The statuses and the moves between them, lit by a real connection. */
export function StatusChart({ connection }: { connection: Connection }): ReactElement {
  const status = useConnectionStatus(connection, (state) => state.status)
  const [from, to] = useLastMove(connection) ?? []
  const isLit = (edge: Edge): boolean => from !== undefined && edge.to === to && edge.from.includes(from)

  return (
    <figure aria-label={`A chart of the statuses. It is ${status} now`}>
      <svg className="chart" viewBox="0 0 460 404" aria-hidden="true">
        <defs>
          <marker
            id="chart-tip"
            viewBox="0 0 8 8"
            refX="5"
            refY="4"
            markerUnits="userSpaceOnUse"
            markerWidth="11"
            markerHeight="11"
            orient="auto"
          >
            <path d="M0 0L8 4L0 8Z" />
          </marker>
        </defs>
        <rect className="chart-group" x="26" y="92" width="408" height="178" rx="20" />
        {edges.map((edge) => (
          <path
            key={edge.path}
            className="chart-edge"
            d={edge.path}
            data-lit={isLit(edge)}
            markerEnd="url(#chart-tip)"
          />
        ))}
        <g className="chart-words">
          <text x="220" y="76" textAnchor="end">
            somebody uses it
          </text>
          <text x="346" y="66">
            nobody uses it
          </text>
          <text x="132" y="303">
            close(), or the end
          </text>
          <text x="348" y="303">
            it gives up
          </text>
          <text x="230" y="396" textAnchor="middle">
            open() and reconnect() leave these two
          </text>
        </g>
        {statuses.map((name) => (
          <Node key={name} name={name} isLit={name === status} />
        ))}
      </svg>
    </figure>
  )
}

const statuses: readonly Status[] = ['idle', 'connecting', 'open', 'reconnecting', 'closed', 'failed']

function Node({ name, isLit }: { name: Status; isLit: boolean }): ReactElement {
  const [x, y] = places[name]
  return (
    <g className="chart-node" data-lit={isLit} data-status={name}>
      <rect x={x - 66} y={y - 20} width="132" height="40" rx="20" />
      <text x={x} y={y + 5} textAnchor="middle">
        {name}
      </text>
    </g>
  )
}
