// The grammar of HTML, and the preset's further rules but those that are a matter of taste.
module.exports = {
  root: true,
  extends: ["html-validate:recommended"],
  rules: {
    // How the source looks is no matter of right and wrong: a template leaves blank space where it
    // had nothing to say, and the standard writes its doctype in either case.
    "no-trailing-whitespace": "off",
    "doctype-style": "off",
    // The standard's defaults are what is meant: a button sends its form, an input takes text.
    "no-implicit-button-type": "off",
    "no-implicit-input-type": "off",
    // Several buttons of one name with a value each are how a form asks what is to be done with it.
    "form-dup-name": "off",
    // A wide table scrolls in a <div role="region">, as the rule on scrolling regions asks.
    "prefer-native-element": "off",
    // The title ends in the register's name, in words, however long the page's own is.
    "long-title": "off",
  },
};
