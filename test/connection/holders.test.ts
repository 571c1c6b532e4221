import { expect, test } from 'vitest'
import { createHolders, type Holder, type Holders } from '../../src/connection/holders'

function setUp(): { holders: Holders<string>; ann: Holder<string>; bob: Holder<string>; cat: Holder<string> } {
  const [ann, bob, cat] = ['ann', 'bob', 'cat'].map((current) => ({ current }))
  return {
    holders: createHolders({ current: 'first' }),
    ann: ann as Holder<string>,
    bob: bob as Holder<string>,
    cat: cat as Holder<string>,
  }
}

test('is unclaimed until the first one comes, then held, then abandoned, then held again', () => {
  const { holders, ann, bob } = setUp()
  const seen = [holders.status]
  for (const step of [
    () => holders.add(ann),
    () => holders.add(bob),
    () => holders.remove(ann),
    () => holders.remove(bob),
    () => holders.add(ann),
  ]) {
    step()
    seen.push(holders.status)
  }
  expect(seen).toEqual(['unclaimed', 'held', 'held', 'held', 'abandoned', 'held'])
})

test('the one that holds longest counts, then the next one, and in the end the one that left last', () => {
  const { holders, ann, bob, cat } = setUp()
  const counting = [holders.current()]
  for (const step of [
    () => holders.add(ann),
    () => holders.add(bob),
    () => holders.add(cat),
    () => holders.remove(bob),
    () => holders.remove(ann),
    () => holders.remove(cat),
    () => holders.add(bob),
  ]) {
    step()
    counting.push(holders.current())
  }
  expect(counting).toEqual(['first', 'ann', 'ann', 'ann', 'ann', 'cat', 'cat', 'bob'])
})

test('the one that left last counts, also when others held longer', () => {
  const { holders, ann, bob } = setUp()
  holders.add(ann)
  holders.add(bob)
  holders.remove(bob)
  holders.remove(ann)
  expect([holders.current(), holders.all()]).toEqual(['ann', ['ann']])
})

test('users are all who hold it: before anybody came the first holder, and after everybody left the last one', () => {
  const { holders, ann, bob } = setUp()
  const users = [holders.all()]
  for (const step of [
    () => holders.add(ann),
    () => holders.add(bob),
    () => holders.remove(ann),
    () => holders.remove(bob),
  ]) {
    step()
    users.push(holders.all())
  }
  expect(users).toEqual([['first'], ['ann'], ['ann', 'bob'], ['bob'], ['bob']])
})

test('sees what a holder holds now', () => {
  const { holders } = setUp()
  const holder = { current: 'old' }
  holders.add(holder)
  holder.current = 'new'
  expect([holders.current(), holders.all()]).toEqual(['new', ['new']])
  holders.remove(holder)
  holder.current = 'newest'
  expect([holders.current(), holders.all()]).toEqual(['newest', ['newest']])
})

test('giving a hold back twice counts once, and so does a hold that was never taken', () => {
  const { holders, ann, bob } = setUp()
  holders.add(ann)
  expect([holders.remove(bob), holders.remove(ann), holders.remove(ann)]).toEqual([false, true, false])
  expect([holders.status, holders.current()]).toEqual(['abandoned', 'ann'])
})

test('taking a hold twice counts once', () => {
  const { holders, ann, bob } = setUp()
  holders.add(ann)
  holders.add(bob)
  holders.add(ann)
  expect(holders.all()).toEqual(['ann', 'bob'])
  holders.remove(ann)
  expect(holders.all()).toEqual(['bob'])
})

test('all are new while nobody has come in an earlier generation', () => {
  const { holders, ann, bob, cat } = setUp()
  const areNew = [holders.areAllNew()]
  for (const step of [
    () => holders.add(ann),
    () => holders.startGeneration(),
    () => holders.add(bob),
    () => holders.remove(ann),
    () => holders.add(ann),
    () => holders.remove(ann),
    () => holders.startGeneration(),
    () => holders.remove(bob),
    () => holders.add(cat),
  ]) {
    step()
    areNew.push(holders.areAllNew())
  }
  expect(areNew).toEqual([true, true, false, false, true, false, true, false, true, true])
})

test('who left and came back is as old as before', () => {
  const { holders, ann } = setUp()
  holders.add(ann)
  holders.remove(ann)
  holders.startGeneration()
  holders.add(ann)
  expect(holders.areAllNew()).toBe(false)
})

test('one that is hidden does not count when it is asked whether those that are shown are new', () => {
  const { holders } = setUp()
  const old = { current: 'old', isHidden: false }
  holders.add(old)
  holders.startGeneration()
  holders.add({ current: 'new' })
  const areNew = [[holders.areVisibleNew(), holders.areAllNew()]]
  old.isHidden = true
  areNew.push([holders.areVisibleNew(), holders.areAllNew()])
  old.isHidden = false
  areNew.push([holders.areVisibleNew(), holders.areAllNew()])
  expect(areNew).toEqual([
    [false, false],
    [true, false],
    [false, false],
  ])
})
