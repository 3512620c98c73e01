import { computed, ref, shallowRef } from 'vue'
import { toFailure, type Failure } from '../../shared/contract/errors'
import { failureWords } from '../language/use-language'

/**
 * One question that a person asks the engine: its answer, or why there is none. Only the newest question counts; until it is
 * answered, what was answered before stands.
 */
export function useQuestion<A>() {
  const answer = shallowRef<A | null>(null)
  const failed = shallowRef<Failure | null>(null)
  /** In the language of now. */
  const failure = computed(() => failed.value && failureWords(failed.value))
  const asking = ref(false)
  let turn = 0

  async function ask(question: () => Promise<A>): Promise<void> {
    turn += 1
    const mine = turn
    asking.value = true
    failed.value = null
    try {
      const told = await question()
      if (mine === turn) answer.value = told
    } catch (thrown) {
      if (mine !== turn) return
      answer.value = null
      failed.value = toFailure(thrown)
    } finally {
      if (mine === turn) asking.value = false
    }
  }

  return { answer, failure, asking, ask }
}
