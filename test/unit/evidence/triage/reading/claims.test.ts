import { describe, expect, it } from 'vitest';
import { claimsIn, quoted, type Claim } from '../../../../../src/evidence/triage/reading/claims.ts';
import { inEnglish } from '../../../../../src/evidence/triage/reading/glossary.ts';

describe('claimsIn', () => {
  it.each<[Claim, string]>([
    ['exercise', 'fire drill: region lost, no action required'],
    ['recovered', 'was slow for a minute, back to normal'],
    ['retried', 'attempt 2 succeeded'],
    ['handled', 'automatically rolled back'],
    ['expected', 'no customers affected'],
    ['unhurt', 'CPU 99%, p99 and error rate stay flat'],
    ['handled', 'backlog of the night is being worked off'],
    ['controlled', 'login from abroad, confirmed by MFA'],
    ['people', 'shoppers cannot pay'],
    ['people', '17 students refused in ten minutes'],
    ['people', '8,123 exceptions from 2,710 distinct visitors'],
    ['emergency', 'emergency calls are not routed'],
    ['everything', 'no healthy backends'],
    ['data', '412 orders were discarded'],
    ['data', 'customers were charged twice'],
    ['exhausted', 'no space left on device'],
    ['ongoing', 'the monitor cleared because no requests arrive'],
    ['ongoing', 'no calls reach it, so none fails'],
    ['steady', 'has been flat for about five months'],
    ['growing', 'each peak is higher than the last'],
    ['repeated', 'failed for the third night in a row'],
    ['deadline', 'bank cutoff 06:00'],
    ['compromise', 'access key published and still active'],
    ['unguarded', 'CloudTrail was disabled'],
  ])('hears %s in “%s”', (claim, text) => {
    expect([...claimsIn(text).keys()]).toContain(claim);
  });

  it.each<[Claim, string]>([
    ['recovered', 'has not recovered'],
    ['recovered', 'check whether it has recovered by itself'],
    ['data', 'no orders were lost'],
    ['people', 'if this goes on customers may not be able to pay'],
    ['exhausted', 'the pool might be exhausted soon'],
    ['everything', 'not all pods are up'],
    ['data', 'the rating dropped'],
    ['everything', 'all 6 replicas are up and serving'],
    ['unhurt', 'errors are not normal'],
    ['steady', 'grows since last spring'],
    ['unhurt', 'the health checks are fine'],
  ])('hears no %s in “%s”', (claim, text) => {
    expect([...claimsIn(text).keys()]).not.toContain(claim);
  });

  it('quotes the words that decided', () => {
    expect(quoted(claimsIn('passed on retry'), 'exercise', 'retried')).toBe('“passed on retry”');
    expect(quoted(claimsIn('nothing of the kind'), 'exercise')).toBeNull();
  });
});

describe('inEnglish', () => {
  it.each([
    ['Datensicherung zum dritten Mal in Folge fehlgeschlagen', /backup.*in a row.*failed/],
    ['Festplatte fast voll', /disk almost full/],
    ['Los pagos fallan desde hace 20 minutos', /payments failed since 20 minutes/],
    ['Entorno de pruebas', /test environment/],
    ['Service de paiement indisponible', /payments unavailable/],
    ['Résolu : panne du panier', /resolved/],
    ['Perda de dados na fila de pedidos', /data loss.*queue.*orders/],
    ['Certificato scaduto', /certificate expired/],
    ['Kosten boven budget', /cost/],
    ['ログイン遅延', /login.*latency/],
  ])('says %s in the words of the rules', (text, words) => {
    expect(inEnglish(text)).toMatch(words);
  });

  it.each([
    'Disk usage on db-main is 97% (threshold 90%)',
    'error budget of checkout: 31% left per month',
    'storing of files is slow since 10:00',
    'Payments: all of the 5xx come from one pod',
  ])('leaves English as it is: %s', (text) => {
    expect(inEnglish(text)).toBe(text);
  });
});
