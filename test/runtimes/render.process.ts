// Renders a hook as a server does, and writes the HTML.

import { createElement } from 'react'
import { renderToString } from 'react-dom/server'
import { useLatest, useWebSocket } from 'wirehooks'

function Chat() {
  const chat = useWebSocket('ws://127.0.0.1:9')
  const latest = useLatest(chat, 'CHAT', String)
  return createElement('p', null, `${chat.status} ${latest ?? 'nothing'}`)
}

console.log(renderToString(createElement(Chat)))
