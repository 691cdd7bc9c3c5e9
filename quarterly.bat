@echo off
rem make quarterly, for Windows: builds .venv from requirements.lock, then runs the pipeline.
rem Words for people are ASCII here: cmd loses its place in a batch file with Thai in it.
setlocal
chcp 65001 >nul
set PYTHONUTF8=1
pushd "%~dp0"

set "PYTHON=.venv\Scripts\python.exe"
set "BUILT=.venv\requirements.lock"
if not exist "%PYTHON%" goto build
fc /b requirements.lock "%BUILT%" >nul 2>nul
if %ERRORLEVEL%==0 goto run

:build
set "NEW_ENOUGH=import sys; sys.exit(sys.version_info < (3, 11))"
set "BASE=py -3"
%BASE% -c "%NEW_ENOUGH%" >nul 2>nul
if %ERRORLEVEL%==0 goto found
set "BASE=python"
%BASE% -c "%NEW_ENOUGH%" >nul 2>nul
if not %ERRORLEVEL%==0 goto missing

:found
echo Building .venv, once, about a minute ...
if exist .venv rmdir /s /q .venv
%BASE% -m venv .venv
if not %ERRORLEVEL%==0 goto failed
rem Wheels only and by hash; this machine's pip settings are asked only where it cannot be done without.
set "OPTIONS=install --quiet --require-hashes --no-deps --only-binary :all: -r requirements.lock"
set PIP_DISABLE_PIP_VERSION_CHECK=1
set "PIP_CONFIG_FILE_BEFORE=%PIP_CONFIG_FILE%"
set PIP_CONFIG_FILE=nul
"%PYTHON%" -m pip --isolated --disable-pip-version-check --retries 2 %OPTIONS%
if %ERRORLEVEL%==0 goto built
set "PIP_CONFIG_FILE=%PIP_CONFIG_FILE_BEFORE%"
echo Trying again with this machine's pip settings ...
"%PYTHON%" -m pip %OPTIONS%
if not %ERRORLEVEL%==0 goto failed

:built
copy /y requirements.lock "%BUILT%" >nul

:run
"%PYTHON%" -m pipeline quarterly %*
set RESULT=%ERRORLEVEL%
goto end

:missing
echo Python 3.11 or newer is needed: install it, then try again.
set RESULT=1
goto end

:failed
echo .venv could not be built; see above.
set RESULT=1

:end
popd
rem Opened by a double click without arguments: keep the window, so that the result can be read.
if not "%~1"=="" exit /b %RESULT%
setlocal EnableDelayedExpansion
set "LINE=!CMDCMDLINE!"
if not "!LINE:%~nx0=!"=="!LINE!" pause
exit /b %RESULT%
