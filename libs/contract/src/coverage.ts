import { builtRoutes } from './built-routes.ts';
import { contract } from './contract.ts';
import { ownerOfRoute, SERVICES } from './owners.ts';

/** Prints how much of the contract is built, per service. */
interface Row {
  name: string;
  built: number;
  routes: number;
}

function print({ name, built, routes }: Row): string {
  return line(name, built, routes, `${Math.floor((100 * built) / routes)} %`);
}

function line(name: string, ...cells: readonly (string | number)[]): string {
  return name.padEnd(10) + cells.map((cell) => String(cell).padStart(8)).join('') + '\n';
}

function sum(numbers: readonly number[]): number {
  return numbers.reduce((total, number) => total + number, 0);
}

const paths = [...contract().routes.values()].map((route) => route.path);
const rows = SERVICES.map((service): Row => {
  const routes = paths.filter((path) => ownerOfRoute(path) === service).length;
  return { name: service, built: builtRoutes[service]?.length ?? 0, routes };
});
const total = {
  name: 'total',
  built: sum(rows.map((row) => row.built)),
  routes: sum(rows.map((row) => row.routes)),
};
const rule = '─'.repeat(34) + '\n';

process.stdout.write(
  line('service', 'built', 'routes', '') + rule + rows.map(print).join('') + rule + print(total),
);
