import { expect, test } from 'vitest'
import * as wirehooks from 'wirehooks'

test('the React Compiler compiled the hooks', () => {
  const hooks = Object.entries(wirehooks).filter(([name]) => name.startsWith('use'))
  const compiled = hooks
    .filter(([, hook]) => /\$\[0\]/.test(Function.prototype.toString.call(hook)))
    .map(([name]) => name)
  expect(compiled).toContain('useWebSocket')
})
