import { expect, test } from 'vitest'

const names = (door: object): string[] => Object.keys(door).toSorted()

test('wirehooks', async () => {
  expect(names(await import('wirehooks'))).toMatchInlineSnapshot()
})

test('wirehooks/vanilla', async () => {
  expect(names(await import('wirehooks/vanilla'))).toMatchInlineSnapshot()
})

test('wirehooks/testing', async () => {
  expect(names(await import('wirehooks/testing'))).toMatchInlineSnapshot()
})
