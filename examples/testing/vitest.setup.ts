// Matchers for `expect`, and no connection of one test in the next one.
import 'wirehooks/testing/vitest'
