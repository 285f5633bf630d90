/** What the evidence engine offers to workers, proxy tools and the command line. */
export { analyze } from './analyze.ts';
export { faultSignature } from './fault-signature.ts';
export { parseStackTraces } from './stack-trace/parse.ts';
export { indexRepository, mapFrameToFile } from './frame-mapping/map-frame.ts';
export { mineTemplates, type LogLine } from './log-templates/mine.ts';
export { compareTemplates } from './log-templates/compare.ts';
export { detectChangePoints, type ChangePoint } from './change-points/detect.ts';
export { parseUnifiedDiff, diffOfFile, type Hunk } from './diff/parse.ts';
export { diffFacts, type DiffFact } from './diff/facts.ts';
export { fileRole } from './diff/file-role.ts';
export { planSuspects, type SuspectPlan } from './suspects/plan.ts';
export { createSuspectRanker, type HistoryCommit, type Suspect } from './suspects/rank.ts';
export { rejoinRecords } from './stack-trace/rejoin.ts';
export { triageBatch, type OpenIncident, type TriageAlert } from './triage/triage.ts';
