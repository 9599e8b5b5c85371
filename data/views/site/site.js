// The only script of the site: marks today, picks the week that is running, and searches the names. Every page reads without it.
"use strict";
(function () {
  const now = new Date();
  const today = (now.getDay() + 6) % 7; // 0 is Monday
  for (const one of document.querySelectorAll('[data-day="' + today + '"]')) one.classList.add("today");

  const main = document.querySelector("main");
  const monday = new Date(now.getFullYear(), now.getMonth(), now.getDate() - today);
  const two = function (number) { return String(number).padStart(2, "0"); };
  const key = monday.getFullYear() + "-" + two(monday.getMonth() + 1) + "-" + two(monday.getDate());
  const running = (main.dataset.weeks || "").split(" ").find(function (week) { return week.startsWith(key); });
  const letter = running ? running.slice(key.length) : "";
  const choices = document.querySelectorAll('input[name="week"]');
  const kept = function (value) { // a browser may refuse to keep anything for a page from a file share
    try { return value === undefined ? sessionStorage.getItem("week") : sessionStorage.setItem("week", value); } catch (refused) { return null; }
  };
  if (choices.length) {
    if (letter) document.getElementById("now").textContent = main.dataset.thisWeek + " " + letter;
    const chosen = document.getElementById(kept() || "week-" + letter);
    if (chosen) chosen.checked = true;
    for (const one of choices) one.addEventListener("change", function () { kept(one.id); });
  }

  const names = Array.from(document.querySelectorAll(".names li"));
  if (!names.length) return;
  const plain = function (text) { return text.normalize("NFD").replace(/[\u0300-\u036f]/g, "").toLowerCase(); };
  const field = document.getElementById("search");
  const texts = names.map(function (one) { return plain(one.textContent); });
  const search = function () {
    const words = plain(field.value).split(/\s+/).filter(Boolean);
    let count = 0;
    names.forEach(function (one, number) {
      const fits = words.every(function (word) { return texts[number].includes(word); });
      one.classList.toggle("hidden", !fits);
      if (fits) count += 1;
    });
    for (const section of document.querySelectorAll(".names")) section.classList.toggle("hidden", !section.querySelector("li:not(.hidden)"));
    document.getElementById("found").textContent = words.length ? String(count) + " / " + String(names.length) : "";
  };
  field.value = new URLSearchParams(location.search).get("q") || "";
  field.addEventListener("input", search);
  field.form.addEventListener("submit", function (event) {
    event.preventDefault();
    const first = document.querySelector(".names li:not(.hidden) a");
    if (first && field.value.trim()) location.href = first.href;
  });
  search();
})();
