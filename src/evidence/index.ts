/** What the evidence engine offers to workers, proxy tools and the command line. */
export { analyze, type AnalyzeOptions } from './analyze.ts';
export { decide, type DecisionFacts } from './decide.ts';
export { createEvidenceBook, type EvidenceBook, type NewEvidence } from './evidence-book.ts';
export { faultSignature } from './fault-signature.ts';
export { parseStackTraces } from './stack-trace/parse.ts';
export { classifyTrace, isTestPath, type OriginRules } from './stack-trace/classify.ts';
export {
  indexRepository,
  mapFrameToFile,
  type Mapping,
  type RepositoryIndex,
} from './frame-mapping/map-frame.ts';
export {
  createTemplateMiner,
  mineTemplates,
  type LogLine,
  type LogTemplate,
} from './log-templates/mine.ts';
export { compareTemplates, type TemplateChange } from './log-templates/compare.ts';
export { detectChangePoints, type ChangePoint } from './change-points/detect.ts';
export { parseUnifiedDiff, diffOfFile, type FileDiff, type Hunk } from './diff/parse.ts';
export { diffFacts, type DiffFact } from './diff/facts.ts';
export { fileRole, type FileRole } from './diff/file-role.ts';
export { planSuspects, type SuspectPlan, type PlanInput, type Region } from './suspects/plan.ts';
export {
  createSuspectRanker,
  type HistoryCommit,
  type HistoryFile,
  type Suspect,
  type SuspectRanker,
} from './suspects/rank.ts';
export { rejoinRecords } from './stack-trace/rejoin.ts';
export { splitMetricName } from './signals/metric-owner.ts';
export {
  triageBatch,
  type OpenIncident,
  type TriageAlert,
  type TriagedAlert,
  type TriageInput,
} from './triage/triage.ts';
