// What stands beside the words for it.

import type { Status, Step } from './api'
import type { Key } from './i18n.svelte'
import type { IconName } from '../parts/Icon.svelte'

export const moodIcons: Record<Status['mood'], IconName> = {
  good: 'tick',
  wait: 'wait',
  stop: 'stop',
  neutral: 'back',
  attention: 'person',
}

export const marks: Record<Step['mark'], { icon: IconName; word: Key }> = {
  done: { icon: 'tick', word: 'mark.done' },
  moving: { icon: 'wait', word: 'mark.moving' },
  ahead: { icon: 'ahead', word: 'mark.ahead' },
  stopped: { icon: 'stop', word: 'mark.stopped' },
}
