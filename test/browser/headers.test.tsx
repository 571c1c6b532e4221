import { renderHook } from '@testing-library/react'
import { expect, test, vi } from 'vitest'
import { useWebSocket } from 'wirehooks'
import { createRoom } from './room'

test('a browser opens without the headers that it cannot send, and says so once', async () => {
  const said: string[] = []
  vi.spyOn(console, 'warn').mockImplementation((text: string) => void said.push(text))
  for (const _ of [1, 2]) {
    const room = createRoom()
    const { result } = renderHook(() => useWebSocket(room.url, { headers: { authorization: 'Bearer SECRET' } }))
    // oxlint-disable-next-line eslint/no-await-in-loop
    await vi.waitFor(() => expect(result.current.status).toBe('open'))
  }
  expect(said).toEqual([expect.stringContaining('the one of browsers takes none: the option headers is left out')])
  expect(said.join()).not.toContain('SECRET')
  vi.restoreAllMocks()
})
