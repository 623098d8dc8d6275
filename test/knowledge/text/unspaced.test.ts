import { describe, expect, it } from 'vitest'
import { openTemporaryVersion } from '../../../evaluation/temporary-version.js'
import { eldLanguageDetector } from '../../../knowledge/adapters/eld-language-detector.js'
import { hnswIndexFormat } from '../../../knowledge/adapters/hnsw-index.js'
import { staticEncoder } from '../../../knowledge/adapters/static-encoder.js'
import { rankerFit } from '../../../training/ranker/ranker-fit.js'
import { USUAL_RISK } from '../../../training/ranker/thresholds.js'
import { fixedClock } from '../../support/freezing.js'
import { pairOf } from '../../support/snapshot.js'

/** By language: questions of pairs, and how else people ask them. None has a word that stands between spaces. */
const SETS: Readonly<Record<string, Readonly<Record<string, readonly string[]>>>> = {
  zh: {
    '注册公司要多少钱？': ['成立公司得花多少钱', '公司注册收钱吗'],
    '怎么注销公司？': ['公司不做了怎么注销', '注销要交什么'],
    '护照丢了怎么办？': ['我的护照不见了', '护照遗失了去哪里补'],
    '离婚怎么办理？': ['我想离婚', '办离婚要多久'],
    '结婚登记需要什么材料？': ['我想结婚', '结婚要带什么'],
    '什么时候报税？': ['报税最晚是哪天', '这个月还能报税吗'],
  },
  ja: {
    '住所変更の手続きはどうすればいいですか？': ['引っ越したので住所変更をしたい', '住所変更に必要なもの'],
    'パスポートをなくしました。': ['パスポートの再発行', 'パスポートが見つからない'],
    '市役所は何時に開きますか？': ['市役所の時間', '何時まで開いていますか'],
    '婚姻届に必要な書類は何ですか？': ['婚姻届を出したい', '婚姻届はどこに出すの'],
  },
  th: {
    ต่ออายุหนังสือเดินทางอย่างไร: ['หนังสือเดินทางหมดอายุแล้ว', 'อยากทำหนังสือเดินทางใหม่'],
    สำนักงานเปิดกี่โมง: ['วันเสาร์เปิดกี่โมง', 'เปิดทำการกี่โมง'],
    จดทะเบียนสมรสใช้เอกสารอะไร: ['อยากจดทะเบียนสมรส', 'จดทะเบียนสมรสที่ไหน'],
    แจ้งย้ายที่อยู่อย่างไร: ['ต้องการแจ้งย้ายที่อยู่', 'ย้ายที่อยู่ต้องแจ้งใคร'],
  },
}

describe('a question in a script without spaces between words', () => {
  it.each(Object.keys(SETS))('finds what it shares a part of a clause with (%s)', async (language) => {
    const pairs = Object.keys(SETS[language] ?? {}).map((question, i) =>
      pairOf({ id: `pair-${i}`, language, question, answer: '…' }),
    )
    const version = await openTemporaryVersion(pairs, {
      embedderProvider: staticEncoder(),
      indexFormat: hnswIndexFormat(),
      fitRanker: rankerFit(USUAL_RISK),
      detectLanguages: eldLanguageDetector,
      clock: fixedClock,
    })
    const asked = Object.values(SETS[language] ?? {}).flatMap((texts, i) =>
      texts.map((text) => ({ text, id: `pair-${i}` })),
    )
    let right = 0
    for (const { text, id } of asked) {
      const question = { text, languageHint: language, filter: {}, now: fixedClock.now() }
      const [best] = (await version.searcher.search(question)).candidates
      if (best?.pair.id === id) right++
    }
    await version.close()
    expect(right / asked.length).toBeGreaterThan(0.85)
  })
})
