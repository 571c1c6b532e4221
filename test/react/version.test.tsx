import { version } from 'react'
import { version as domVersion } from 'react-dom'
import { expect, test } from 'vitest'

test('runs on the React it is meant for', () => {
  const wanted = expect.stringMatching(`^${process.env.EXPECT_REACT ?? 19}\\.`)
  expect({ version, domVersion }).toEqual({ version: wanted, domVersion: wanted })
})
