/** The part of `generateContent`'s wire format that the simulator reads and writes. */
import { z } from 'zod';

export const FunctionCall = z.object({
  id: z.string().optional(),
  name: z.string(),
  args: z.record(z.string(), z.unknown()).default({}),
});
export type FunctionCall = z.infer<typeof FunctionCall>;

export const Part = z.looseObject({
  text: z.string().optional(),
  thought: z.boolean().optional(),
  thoughtSignature: z.string().optional(),
  functionCall: FunctionCall.optional(),
  functionResponse: z
    .object({
      id: z.string().optional(),
      name: z.string().optional(),
      response: z.record(z.string(), z.unknown()).default({}),
    })
    .optional(),
});
export type Part = z.infer<typeof Part>;

export const Content = z.object({
  role: z.string().default('user'),
  parts: z.array(Part).default([]),
});
export type Content = z.infer<typeof Content>;

const Declaration = z.object({
  name: z.string(),
  description: z.string().default(''),
  parameters: z.unknown().optional(),
  parametersJsonSchema: z.unknown().optional(),
});
export type Declaration = z.infer<typeof Declaration>;

export const GenerateRequest = z.object({
  contents: z.array(Content).min(1, 'contents is not specified'),
  systemInstruction: z.union([Content, z.string()]).optional(),
  tools: z.array(z.object({ functionDeclarations: z.array(Declaration).default([]) })).default([]),
  toolConfig: z
    .object({
      functionCallingConfig: z
        .object({
          mode: z.string().default('AUTO'),
          allowedFunctionNames: z.array(z.string()).optional(),
        })
        .optional(),
    })
    .optional(),
  generationConfig: z
    .looseObject({
      maxOutputTokens: z.number().optional(),
      candidateCount: z.number().optional(),
      responseMimeType: z.string().optional(),
      responseJsonSchema: z.unknown().optional(),
      responseSchema: z.unknown().optional(),
      thinkingConfig: z
        .object({ thinkingLevel: z.string().optional(), thinkingBudget: z.number().optional() })
        .optional(),
    })
    .default({}),
});
export type GenerateRequest = z.infer<typeof GenerateRequest>;

/** What one request means to the simulator. */
export interface GenerateCall {
  readonly model: string;
  readonly request: GenerateRequest;
  readonly declarations: readonly Declaration[];
  /** Names that may be called now. */
  readonly allowed: readonly string[];
  /** A function must be called (mode ANY). */
  readonly mustCall: boolean;
}

/** What a behaviour answers, before ids, signatures and usage are put on. */
export type Turn =
  | {
      readonly kind: 'answer';
      readonly parts: readonly Part[];
      readonly finishReason?: string | undefined;
      readonly withoutIds?: boolean | undefined;
      readonly withoutSignature?: boolean | undefined;
    }
  | { readonly kind: 'blocked'; readonly reason: string }
  | { readonly kind: 'error'; readonly status: number; readonly body: unknown };

export const call = (name: string, args: Record<string, unknown>): Part => ({
  functionCall: { name, args },
});
