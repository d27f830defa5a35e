// The sum of weights while they are typed; the server sums again.
"use strict";

document.querySelectorAll("[data-sum-of]").forEach((line) => {
  const weights = [...document.querySelectorAll(`[data-weighs="${CSS.escape(line.dataset.sumOf)}"]`)];
  const mark = line.querySelector(".mark");
  const words = mark.querySelectorAll("span");
  const said = words[1].textContent;

  function summed() {
    const texts = weights.map((field) => field.value.trim());
    const whole = texts.every((text) => /^\d+([.,]\d+)?$/.test(text));
    // Hundredths of a thousandth, so that 0,1 and 0,2 make 0,3.
    const parts = texts.map((text) => Math.round(parseFloat(text.replace(",", ".")) * 1e5));
    const total = whole ? parts.reduce((sum, part) => sum + part, 0) / 1e5 : NaN;
    const right = whole && (!line.dataset.due || total === Number(line.dataset.due));
    const shown = whole ? total.toLocaleString(document.documentElement.lang, { maximumFractionDigits: 5, useGrouping: false }) : "?";
    mark.classList.toggle("pass", right);
    mark.classList.toggle("fail", !right);
    words[0].textContent = right ? "✓" : "✗";
    // The first number in the words is the sum.
    words[1].textContent = said.replace(/[\d.,]+|\?/, shown);
  }

  weights.forEach((field) => field.addEventListener("input", summed));
});
