import { it } from 'vitest'
import { readFileSync } from 'node:fs'
import { groupByCloseness } from '../../../knowledge/content/closeness.js'
import { words } from '../../../knowledge/search/normalise.js'
const lines=(f:string)=>readFileSync(f,'utf8').trim().split('\n').map(l=>JSON.parse(l))
const sets: Record<string,{text:string,label:string}[]> = {}
for (const l of ['es','en']) {
  sets['registro '+l]=lines(`knowledge/examples/registro/pairs.${l}.jsonl`).flatMap(p=>[p.question,...p.alternateQuestions].map((text:string)=>({text,label:p.id})))
  sets['directfile '+l]=lines(`/work/shared/data/us-tax-directfile/kb.${l}.jsonl`).flatMap(p=>[p.question,...p.alternatives].map((text:string)=>({text,label:p.id})))
}
sets['clinc']=lines('/work/shared/data/clinc150/full.jsonl').filter(o=>o.label!=='oos').filter((_,i)=>i%8===0).map(o=>({text:o.text,label:o.label}))
sets['covid-fp']=[...lines('/work/shared/data/covid-faq-paraphrases/kb.jsonl').map(p=>({text:p.question,label:p.id})),...lines('/work/shared/data/covid-faq-paraphrases/queries.jsonl').filter(q=>q.relevant.length).map(q=>({text:q.text,label:q.relevant[0]}))]
sets['sofmattress']=lines('/work/shared/data/hint3-sofmattress/v1.jsonl').filter(o=>!/NO_NODES|oos/i.test(o.label)).map(o=>({text:o.text,label:o.label}))
it('x', () => {
  for (const [name,all] of Object.entries(sets)) {
    const docs=all.map(d=>words(d.text))
    for (const t of [.35,.4,.45,.5,.55,.6,.65]) {
      const s=performance.now(); const g=groupByCloseness(docs,t); const ms=performance.now()-s
      const by=new Map<number,number[]>(); g.forEach((l,i)=>by.set(l,[...(by.get(l)??[]),i]))
      let tp=0,fp=0; for (const m of by.values()) for (let i=0;i<m.length;i++) for (let j=0;j<i;j++) all[m[i]!]!.label===all[m[j]!]!.label?tp++:fp++
      // purity-style: share of non-leader joins with leader's label
      let ok=0,j=0; g.forEach((l,i)=>{ if(l!==i){ j++; if(all[l]!.label===all[i]!.label) ok++ } })
      console.log(name.padEnd(16),all.length,t,'pairP',(tp/(tp+fp)).toFixed(3),'joins',j,'join-precision',(ok/j).toFixed(3),'share joined',(j/all.length).toFixed(3),ms.toFixed(0)+'ms')
    }
  }
  const ex=['¿Cómo pido una beca?','como pedir una beca universitaria','becas de comedor','beca','fees for closing','fees for registering','what are the fees for closing a company','fees for closing company','¿Dónde aparco?','donde puedo aparcar','donde hay aparcamiento','renovar pasaporte','como renuevo el pasaporte','necesito renobar el pasaporte']
  const g=groupByCloseness(ex.map(words)); ex.forEach((e,i)=>console.log(e,'→',ex[g[i]!]))
}, 300000)
