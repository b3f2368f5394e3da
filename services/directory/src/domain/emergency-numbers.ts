import type { CountryCode } from 'libphonenumber-js/max';

/**
 * What police, fire brigade and ambulance have besides 112, which reaches help from every network in Europe and every GSM phone;
 * and rescue at sea, in the mountains and from the air. No helplines.
 */
const national: readonly (readonly [countries: string, numbers: string])[] = [
  // European Union and EEA; Denmark, Finland, Iceland, Malta, the Netherlands, Portugal, Romania and Sweden have 112 alone
  ['AT', '122 133 140 144'],
  ['BE', '100 101'],
  ['BG', '150 160 166'],
  ['CY', '199'],
  ['CZ', '150 155 156 158'],
  ['DE', '110'],
  ['EE', '110'],
  ['ES', '061 062 080 085 091 092'],
  ['FR', '15 17 18 114 191 196'],
  ['GR', '100 108 166 199'],
  ['HR', '192 193 194 195'],
  ['HU', '104 105 107'],
  ['IE', '999'],
  ['IT', '113 115 118 1530'],
  ['LI', '117 118 144'],
  ['LT', '101 102 103'],
  ['LU', '113'],
  ['LV', '110 113'],
  ['NO SJ', '110 113 120'],
  ['PL', '997 998 999'],
  ['SI', '113'],
  ['SK', '150 155 158'],
  // the rest of Europe
  ['AD', '110 116 118'],
  ['AL', '127 128 129'],
  ['BA ME', '122 123 124'],
  ['BY KZ RU UA', '101 102 103 104'],
  ['CH', '117 118 144 1414 1415'],
  ['GB GG IM JE', '999'],
  ['GI', '190 199 999'],
  ['MC GF GP MQ PM RE YT', '15 17 18'],
  ['MD', '901 902 903'],
  ['MK RS XK', '192 193 194'],
  ['SM VA', '113 115 118'],
  ['TR', '110 155 156 158 177'],
  // America
  ['US CA MX PR VI GU AS MP', '911'],
  ['AR', '100 101 107 911'],
  ['BR', '190 191 192 193 194 197 198 199'],
  ['CL', '131 132 133'],
  ['CO', '123'],
  // Asia, Africa, Australia
  ['AE', '997 998 999'],
  ['AM AZ KG', '101 102 103'],
  ['AU CC CX', '000 106'],
  ['CN', '110 119 120 122'],
  ['EG', '122 123 180'],
  ['HK KE MY', '999'],
  ['IL', '100 101 102'],
  ['IN', '100 101 102 108'],
  ['JP', '110 118 119'],
  ['KR', '119'],
  ['NZ', '111'],
  ['PH', '911'],
  ['SA', '911 997 998 999'],
  ['SG', '995 999'],
  ['TH', '191 199 1669'],
  ['TW', '110 119'],
  ['VN', '113 114 115'],
  ['ZA', '10111 10177'],
];

const words = (list: string): string[] => list.split(' ');

const byCountry = new Map(
  national.flatMap(([countries, numbers]) =>
    words(countries).map((country) => [country, new Set(['112', ...words(numbers)])] as const),
  ),
);

const everywhere: ReadonlySet<string> = new Set(['112']);

/** Numbers that must be reachable from every phone. */
export const emergencyNumbers = (country: CountryCode): ReadonlySet<string> =>
  byCountry.get(country) ?? everywhere;

/**
 * Whether an extension of that number would keep people from help. 100 to 109 are everyday extensions: where Russia has the fire brigade, a
 * tenant may have a colleague, and reaches help by 112.
 */
export const hidesEmergencyNumber = (extension: string, country: CountryCode): boolean =>
  emergencyNumbers(country).has(extension) && !/^10\d$/.test(extension);

/** Countries that have numbers of their own. */
export const countriesWithEmergencyNumbers: readonly string[] = [...byCountry.keys()];
