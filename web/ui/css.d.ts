// Lets TypeScript accept style sheets as imports; the bundler takes care of them.
declare module "*.css";
