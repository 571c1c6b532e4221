// A setup file of Jest, which TypeScript reads in an application with the oldest versions. Nothing runs it there: the oldest
// Jest that our tests run over is the one that we develop with.

// oxlint-disable-next-line import/no-unassigned-import -- importing it is using it
import 'wirehooks/testing/setup'
