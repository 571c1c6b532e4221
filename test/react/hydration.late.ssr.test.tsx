import { act } from '@testing-library/react'
import { JSDOM } from 'jsdom'
import { hydrateRoot } from 'react-dom/client'
import { renderToString } from 'react-dom/server'
import { afterEach, expect, test, vi } from 'vitest'
import { useConnection, useFold, useRoom } from 'wirehooks'
import { createFakeTransport, resetConnections } from 'wirehooks/testing'
import { refuseComplaints } from './support/complaints'

afterEach(() => {
  resetConnections()
  vi.unstubAllGlobals()
})

test('a page that is made after the import hydrates, with effects in the commit', async () => {
  refuseComplaints()
  const fake = createFakeTransport({ opens: true, key: 'late' })
  fake.on('JOIN', () => 'yours')
  function Screen() {
    const chat = useConnection(fake)
    const { status } = useRoom(chat, 'seven', { join: (name) => chat.request('JOIN', name) })
    const all = useFold(chat, 'NEWS', (lines, text) => [...lines, text], [] as unknown[])
    return <p>{[chat.status, status, ...all].join(' ')}</p>
  }
  const { window } = new JSDOM(`<div id="root">${renderToString(<Screen />)}</div>`)
  vi.stubGlobal('window', window)
  vi.stubGlobal('document', window.document)
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true)
  const element = window.document.querySelector('#root')!
  const root = await act(() => hydrateRoot(element, <Screen />))
  await act(() => vi.waitFor(() => expect(fake.sent).toHaveLength(1)))
  await act(() => new Promise((resolve) => setTimeout(resolve)))
  expect(element.textContent).toBe('open joined')
  act(() => fake.link.message('NEWS', 'late'))
  expect(element.textContent).toBe('open joined late')
  act(() => root.unmount())
})
