import { mount } from "svelte";
import App from "./App.svelte";
import "./styles.css";
import { createLab } from "./lab.svelte.ts";
import { defaults, readSettings } from "./settings.ts";
import { preferredLanguage } from "./text/languages.ts";

const { settings, rejected } = readSettings(location.search, { ...defaults, language: preferredLanguage() });
mount(App, { target: document.getElementById("app")!, props: { lab: createLab(settings, rejected) } });
