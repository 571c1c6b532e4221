import { renderToString } from 'react-dom/server'
import { expect, test } from 'vitest'
import { useAway, useCursors, useOthers, usePresence, useTyping, useWebSocket } from 'wirehooks'

interface Shared {
  name: string
  typing?: boolean
  cursor?: { x: number; y: number } | null
}

function Board() {
  const board = useWebSocket('wss://example.com/board')
  const presence = usePresence<Shared>(board, { key: 'ann', initial: { name: 'Ann' } })
  const names = useOthers(presence, (others) => others.map(({ state }) => state.name))
  const { who } = useTyping(presence)
  useAway(presence)
  return (
    <p>
      {[presence.status, presence.self.state.name, presence.self.status, presence.count].join(' ')}
      {names.length + who.length + useCursors(presence).length}
    </p>
  )
}

test('the server renders somebody alone, the same every time, and opens nothing', () => {
  const html = renderToString(<Board />)
  expect(html.replaceAll('<!-- -->', '')).toBe('<p>outside Ann stale 00</p>')
  expect(renderToString(<Board />)).toBe(html)
})
