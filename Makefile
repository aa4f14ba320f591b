# Vivier. « make » seul dit ce qui peut être fait.
SHELL := /bin/sh
.DEFAULT_GOAL := aide
PYTHON := .venv/bin/python

# The first Python that is recent enough, wherever it is.
define find_python
found=; for name in $$VIVIER_PYTHON python3 python3.13 python3.12 python3.11; do \
  if $$name -c 'import sys; sys.exit(sys.version_info < (3, 11))' >/dev/null 2>&1; then found=$$name; break; fi; \
done; \
if [ -z "$$found" ]; then \
  echo "Il faut Python 3.11 ou plus : installez-le (apt install python3 python3-venv), ou indiquez-le avec VIVIER_PYTHON=/chemin/python3" >&2; exit 1; \
fi
endef
install = @$(find_python); "$$found" -m runtime.install

.PHONY: aide demo demo-reset test check browser bench lock fmt shell installation-demo installation-dev

aide: ## montre cette aide
	@echo "Vivier : les commandes"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/  make \1|\2/p' Makefile | awk -F'|' '{ printf "%-20s %s\n", $$1, $$2 }'

installation-demo:
	$(install) demo

installation-dev:
	$(install) dev

demo: installation-demo ## lance tout le portail sur cette machine (PORT=8000)
	@exec $(PYTHON) -m runtime.demo

demo-reset: installation-demo ## oublie ce qui a été saisi dans la démonstration
	@exec $(PYTHON) -m runtime.demo --reset

test: installation-dev ## lance tous les tests, sur un vrai PostgreSQL (ARGS="-k mot")
	@exec $(PYTHON) -m runtime.quality test $(ARGS)

check: installation-dev ## relit le code, les gabarits, les contrats, les migrations et les réglages
	@exec $(PYTHON) -m runtime.quality check

browser: installation-dev ## lance les tests dans un navigateur, installé par apt s’il manque
	@exec $(PYTHON) -m runtime.quality browser $(ARGS)

bench: installation-dev ## mesure les pages et les inscriptions simultanées
	@exec $(PYTHON) -m runtime.quality bench $(ARGS)

lock: installation-dev ## refait les trois listes de dépendances, avec leurs empreintes
	@exec $(PYTHON) -m runtime.quality lock

fmt: installation-dev ## met le code en forme
	@exec $(PYTHON) -m runtime.quality fmt

shell: installation-dev ## ouvre une console Django sur la base de la démonstration en marche
	@exec $(PYTHON) -m runtime.quality shell
