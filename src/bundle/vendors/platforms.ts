/** Platforms that tell of what happens on them: Kubernetes's events, findings of AWS, watchers of addresses. */
import { workloadOf } from '../values/names.ts';
import type { JsonRecord } from '../values/fields.ts';
import { at, isSet, moment, words } from './members.ts';
import type { Vendor } from './vendors.ts';

const objectOf = (one: JsonRecord): string | undefined =>
  words(one, 'involvedObject.name', 'regarding.name');

/** AWS grades findings from 0 to 10. */
const graded = (value: unknown): string =>
  Number(value) >= 7 ? 'high' : Number(value) >= 4 ? 'medium' : 'low';

/** UptimeRobot: 0 paused, 1 not checked yet, 2 up, 8 seems down, 9 down. */
const DOWN_FROM = 8;

export const PLATFORMS: readonly Vendor[] = [
  {
    is: (one) => 'reason' in one && objectOf(one) !== undefined,
    facts: (one) => {
      const name = objectOf(one) ?? '';
      const isPod = /^pod$/i.test(words(one, 'involvedObject.kind', 'regarding.kind') ?? '');
      return {
        id: words(one, 'metadata.uid', 'metadata.name'),
        title: `${words(one, 'reason') ?? ''} ${name}`,
        service: isPod ? workloadOf(name) : name,
        severity: /^normal$/i.test(words(one, 'type') ?? '') ? 'info' : 'warning',
        description: words(one, 'message', 'note'),
        firedAt: moment(
          one,
          'firstTimestamp',
          'eventTime',
          'deprecatedFirstTimestamp',
          'metadata.creationTimestamp',
        ),
        cluster: words(one, 'metadata.namespace'),
      };
    },
    // how often it was seen is no habit of a monitor
    drops:
      'metadata involvedObject regarding reason type message note count series firstTimestamp lastTimestamp eventTime source reportingComponent'.split(
        ' ',
      ),
  },
  {
    is: (one) => ['Severity', 'Title', 'Type', 'Id'].every((name) => name in one),
    facts: (one) => ({
      id: words(one, 'Id', 'Arn'),
      title: `GuardDuty: ${words(one, 'Title') ?? ''}`,
      service: words(
        one,
        'Resource.InstanceDetails.InstanceId',
        'Resource.AccessKeyDetails.UserName',
        'Resource.S3BucketDetails.Name',
        'Resource.EksClusterDetails.Name',
      ),
      severity: graded(one['Severity']),
      description: words(one, 'Description'),
      firedAt: moment(one, 'CreatedAt', 'Service.EventFirstSeen'),
      silenced: isSet(at(one, 'Service.Archived')) || undefined,
    }),
    drops: [
      'Id',
      'Arn',
      'Title',
      'Severity',
      'Description',
      'CreatedAt',
      'UpdatedAt',
      'Service',
      'Resource',
    ],
  },
  {
    is: (one) => 'friendly_name' in one && /^\d+$/.test(words(one, 'status') ?? ''),
    facts: (one) => {
      const status = Number(words(one, 'status'));
      return {
        title: `${words(one, 'friendly_name') ?? ''}${status >= DOWN_FROM ? ' is down' : ''}`,
        service: words(one, 'friendly_name'),
        severity: status >= DOWN_FROM ? 'critical' : undefined,
        description: words(one, 'logs.reason.detail'),
        firedAt: moment(one, 'logs.datetime'),
        status: status >= DOWN_FROM ? 'firing' : 'resolved',
        silenced: status === 0 || undefined,
      };
    },
    drops: ['friendly_name', 'status', 'logs'],
  },
];
