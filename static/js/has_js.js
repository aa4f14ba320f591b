// Elements that only a script can serve (copy, print) stay hidden until this line has run.
document.documentElement.classList.add("has-js");
