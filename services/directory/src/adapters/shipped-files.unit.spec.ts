import assert from 'node:assert/strict';
import { fileURLToPath } from 'node:url';
import { profileFile } from '../domain/feature-profile.ts';
import { tenantFile } from '../domain/tenant-file/tenant-file.ts';
import { readTenants } from './tenant-files.ts';
import { profileFiles, readSources } from './yaml-source.ts';

const file = (path: string) => fileURLToPath(new URL(`../../../../../${path}`, import.meta.url));

const everyCall = ['incoming', 'outgoing', 'api'];

describe('the files that ship', () => {
  it('are the feature profiles of the four manuals', async () => {
    const sources = await readSources(await profileFiles(file('profiles')));
    const profiles = sources.map(({ content }) => profileFile.parse(content));
    assert.deepEqual(Object.fromEntries(profiles.map(({ profile, codes }) => [profile, codes])), {
      telecube: { startAttended: '*', startBlind: '##', return: '**', terminator: '#', pickup: '*8' },
      mobile: { startAttended: '*#', return: '#', terminator: '#' },
      inline: {
        startAttended: '**',
        startBlind: '#',
        return: '*',
        terminator: '#',
        pickup: '*8',
        pickupAny: '*8112',
      },
      hash: { startAttended: '#', return: '*', conference: '#', terminator: '#' },
    });
    assert.deepEqual(Object.fromEntries(profiles.map(({ profile, calls }) => [profile, calls])), {
      telecube: everyCall,
      mobile: ['incoming'],
      inline: everyCall,
      hash: everyCall,
    });
    for (const { timings } of profiles) {
      assert.deepEqual(timings, {
        interdigitMs: 1_000,
        numberTimeoutMs: 3_000,
        firstDigitMs: 10_000,
        attempts: 3,
      });
    }
  });

  it('are an example that leaves out no field', async () => {
    const [example] = await readSources([file('tenants/example-all.yaml')]);
    assert.deepEqual(new Set(Object.keys(example?.content ?? {})), new Set(Object.keys(tenantFile.shape)));
  });

  it('are tenants that can be loaded together, one with everything that an extension can stand for', async () => {
    const [demo, example] = await readTenants({
      tenantFiles: [file('tenants/demo.yaml'), file('tenants/example-all.yaml')],
      profileDir: file('profiles'),
      sipAddresses: ['10.99.0.1:5060'],
    });
    assert.equal(demo?.accounts.length, 6);
    assert.deepEqual(
      new Set(example?.extensions.map(({ rings }) => rings.type)),
      new Set(['Account', 'Group', 'Public', 'Pbx', 'Uri']),
    );
    const actions = Object.values(example?.transfer.incoming ?? {}).map((policy) => policy?.action);
    assert.deepEqual(actions, ['return', 'apologise', 'voicemail']);
    assert.equal(example?.accounts[1]?.forward?.to, '+48600100200');
    assert.equal(example?.mobileProfile?.profile, 'mobile');
  });
});
